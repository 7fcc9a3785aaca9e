import {
  type CfnTable,
  Table,
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
} from "aws-cdk-lib/aws-dynamodb";
import { RemovalPolicy } from "aws-cdk-lib";
import { PolicyStatement, type IGrantable } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";

const string = (name: string) => ({ name, type: AttributeType.STRING });

/** Operations a function may be granted, one by one; no wildcard. */
export type TableAction = "GetItem" | "PutItem" | "UpdateItem" | "DeleteItem" | "Query" | "BatchGetItem";

/** The one table: everything that is remembered. Kept when the stack goes. */
export class FaxTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new Table(this, "Table", {
      partitionKey: string("pk"),
      sortKey: string("sk"),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: "expires",
    });
    // Pinned: a changed id would make CloudFormation build a second, empty table.
    (this.table.node.defaultChild as CfnTable).overrideLogicalId("FaxTable");
    for (const key of ["direction", "to", "from"]) this.addIndex(`by_${key}`, key, "listed");
    this.addIndex("by_due", "due_shard", "due");
  }

  /** Explicit actions on the table itself. */
  grant(grantee: IGrantable, ...actions: TableAction[]): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [this.table.tableArn],
      }),
    );
  }

  /** Explicit actions on the items of some partitions, and on no other; `*` stands for the end of a key. */
  grantPartitions(grantee: IGrantable, partitions: string[], ...actions: TableAction[]): void {
    const isExact = partitions.every((key) => !key.includes("*"));
    const operator = isExact ? "ForAllValues:StringEquals" : "ForAllValues:StringLike";
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [this.table.tableArn],
        conditions: { [operator]: { "dynamodb:LeadingKeys": partitions } },
      }),
    );
  }

  /** Queries of the named indexes. */
  grantQueryIndex(grantee: IGrantable, ...indexes: string[]): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ["dynamodb:Query"],
        resources: indexes.map((index) => `${this.table.tableArn}/index/${index}`),
      }),
    );
  }

  private addIndex(indexName: string, partition: string, sort: string): void {
    this.table.addGlobalSecondaryIndex({
      indexName,
      partitionKey: string(partition),
      sortKey: string(sort),
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }
}
