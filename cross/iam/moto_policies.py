"""Judges policies as moto's IAM enforcement does: cases as JSON in the file given, one word a case as JSON."""

import json
import sys

from moto.iam.access_control import IAMPolicy, PermissionResult


def judge(case):
    policy = IAMPolicy(json.dumps({"Version": "2012-10-17", "Statement": case["statements"]}))
    verdict = policy.is_action_permitted(case["action"], case["resource"])
    return "allow" if verdict == PermissionResult.PERMITTED else "deny"


def answer(case):
    try:
        return judge(case)
    except Exception as error:
        return f"cannot: {error!r}"


print(json.dumps([answer(case) for case in json.load(open(sys.argv[1]))]))
