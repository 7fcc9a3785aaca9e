"""Creates the stack of a CDK assembly on moto's server and prints, as JSON, what then exists.

Usage: create_stack.py ENDPOINT ASSEMBLY_FOLDER
"""

import glob
import io
import json
import logging
import os
import sys
import zipfile

import boto3
from botocore.config import Config
from moto.cloudformation.parsing import resource_class_from_type

endpoint, assembly = sys.argv[1:]
logging.disable()
region = "us-east-1"


def client(service):
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
    )


def zipped(folder):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in sorted(glob.glob(f"{folder}/**", recursive=True)):
            if os.path.isfile(path):
                archive.write(path, os.path.relpath(path, folder))
    return buffer.getvalue()


def bootstrap():
    """What `cdk bootstrap` and the upload of `cdk deploy` leave behind."""
    client("ssm").put_parameter(Name="/cdk-bootstrap/hnb659fds/version", Value="25", Type="String")
    s3 = client("s3")
    (manifest,) = glob.glob(f"{assembly}/*.assets.json")
    account = client("sts").get_caller_identity()["Account"]
    fill = {"${AWS::AccountId}": account, "${AWS::Region}": region, "${AWS::Partition}": "aws"}
    buckets = set()
    for asset in json.load(open(manifest))["files"].values():
        if asset["source"].get("packaging") != "zip":
            continue
        for place in asset["destinations"].values():
            bucket = place["bucketName"]
            for word, value in fill.items():
                bucket = bucket.replace(word, value)
            if bucket not in buckets:
                s3.create_bucket(Bucket=bucket)
                buckets.add(bucket)
            s3.put_object(
                Bucket=bucket, Key=place["objectKey"], Body=zipped(f"{assembly}/{asset['source']['path']}")
            )


def made_by_moto(template):
    """The template without the kinds of resources that moto cannot make; answers it, and what was left out."""
    resources = template["Resources"]
    left_out = {name: entry["Type"] for name, entry in resources.items() if not resource_class_from_type(entry["Type"])}

    def mended(value):
        if isinstance(value, list):
            return [mended(entry) for entry in value]
        if not isinstance(value, dict):
            return value
        named = value.get("Ref") or (value.get("Fn::GetAtt") or [None])[0]
        return "left-out" if named in left_out else {name: mended(entry) for name, entry in value.items()}

    kept = {name: mended(entry) for name, entry in resources.items() if name not in left_out}
    for entry in kept.values():
        after = entry.pop("DependsOn", [])
        after = [name for name in ([after] if isinstance(after, str) else after) if name not in left_out]
        if after:
            entry["DependsOn"] = after
    return {**template, "Resources": kept, "Outputs": {}}, left_out


def policies_of(iam, role):
    inline = [
        iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        for name in iam.list_role_policies(RoleName=role)["PolicyNames"]
    ]
    attached = [
        entry["PolicyArn"] for entry in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    ]
    trust = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
    return {"inline": inline, "attached": attached, "trust": trust}


def facts_of(kind, name):
    if kind == "AWS::DynamoDB::Table":
        db = client("dynamodb")
        ttl = db.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        return {"table": db.describe_table(TableName=name)["Table"], "ttl": ttl}
    if kind == "AWS::SQS::Queue":
        return client("sqs").get_queue_attributes(QueueUrl=name, AttributeNames=["All"])["Attributes"]
    if kind == "AWS::S3::Bucket":
        answer = client("s3").get_bucket_notification_configuration(Bucket=name)
        return {"queues": answer.get("QueueConfigurations", [])}
    if kind == "AWS::Lambda::Function":
        return client("lambda").get_function_configuration(FunctionName=name)
    if kind == "AWS::Lambda::EventSourceMapping":
        return client("lambda").get_event_source_mapping(UUID=name)
    if kind == "AWS::IAM::Role":
        return policies_of(client("iam"), name)
    if kind == "AWS::Events::Rule":
        events = client("events")
        rule = name.split("/")[-1].split("|")[-1]
        return {
            "rule": events.describe_rule(Name=rule),
            "targets": events.list_targets_by_rule(Rule=rule)["Targets"],
        }
    return None


def main():
    bootstrap()
    (file,) = glob.glob(f"{assembly}/*.template.json")
    template, left_out = made_by_moto(json.load(open(file)))
    stack = client("cloudformation")
    stack.create_stack(
        StackName="cross",
        TemplateBody=json.dumps(template),
        Capabilities=["CAPABILITY_IAM"],
        Parameters=[{"ParameterKey": "FirstApiKeySha256", "ParameterValue": "ab" * 32}],
    )
    state = stack.describe_stacks(StackName="cross")["Stacks"][0]
    resources = {}
    pages = stack.get_paginator("list_stack_resources").paginate(StackName="cross")
    for entry in (entry for page in pages for entry in page["StackResourceSummaries"]):
        name, kind = entry.get("PhysicalResourceId", ""), entry["ResourceType"]
        resources[entry["LogicalResourceId"]] = {"type": kind, "ref": name, "facts": facts_of(kind, name)}
    answer = {"status": state["StackStatus"], "left_out": left_out, "resources": resources}
    print(json.dumps(answer, default=str))


main()
