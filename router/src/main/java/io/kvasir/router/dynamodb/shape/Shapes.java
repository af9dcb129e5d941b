package io.kvasir.router.dynamodb.shape;

import static io.kvasir.router.dynamodb.shape.Shape.flag;
import static io.kvasir.router.dynamodb.shape.Shape.listOf;
import static io.kvasir.router.dynamodb.shape.Shape.mapOf;
import static io.kvasir.router.dynamodb.shape.Shape.oneOf;
import static io.kvasir.router.dynamodb.shape.Shape.structure;
import static io.kvasir.router.dynamodb.shape.Shape.text;
import static io.kvasir.router.dynamodb.shape.Shape.wholeLong;

import io.kvasir.model.Limits;

/// Pieces that the requests of several operations have in common. Constraints are those of AWS's
/// service model; the order of members and of an enumeration's values is as its messages show them.
public final class Shapes {
    public static final String NAME_PATTERN = "[a-zA-Z0-9_.-]+";
    private static final int ATTRIBUTES_TO_GET_MAX = 255;

    /// The name of a table that should be there, or its ARN.
    public static final Shape.Text TABLE =
            text().matching(NAME_PATTERN).lengths(1, Limits.TABLE_NAME_CHARS_MAX).orArn();

    /// The name of a table among those of a batch.
    public static final Shape.Text TABLE_OF_BATCH =
            TABLE.lengths(Limits.TABLE_NAME_CHARS_MIN, Limits.TABLE_NAME_CHARS_MAX);

    /// The name of a table to be made.
    public static final Shape.Text NEW_TABLE =
            text().matching(NAME_PATTERN)
                    .lengths(Limits.TABLE_NAME_CHARS_MIN, Limits.TABLE_NAME_CHARS_MAX);

    public static final Shape.Text INDEX = NEW_TABLE;
    public static final Shape ATTRIBUTE = new Shape.Attribute();
    public static final Shape ATTRIBUTES = new Shape.Attributes();
    public static final Shape NAMES = mapOf(text().lengths(-1, Limits.ATTRIBUTE_NAME_BYTES_MAX));

    public static final Shape.Text CONSUMED_CAPACITY = oneOf("INDEXES", "TOTAL", "NONE");
    public static final Shape.Text COLLECTION_METRICS = oneOf("SIZE", "NONE");
    public static final Shape.Text RETURN_VALUES =
            oneOf("ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW");
    public static final Shape.Text ON_CONDITION_FAILURE = oneOf("ALL_OLD", "NONE");
    public static final Shape.Text CONDITIONAL_OPERATOR = oneOf("OR", "AND");
    public static final Shape.Text SELECT =
            oneOf("SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES");
    public static final Shape ATTRIBUTES_TO_GET = listOf(text(), 1, ATTRIBUTES_TO_GET_MAX);

    private static final Shape.Text COMPARISON =
            oneOf(
                    "IN",
                    "NULL",
                    "BETWEEN",
                    "LT",
                    "NOT_CONTAINS",
                    "EQ",
                    "GT",
                    "NOT_NULL",
                    "NE",
                    "LE",
                    "BEGINS_WITH",
                    "GE",
                    "CONTAINS");

    /// `Expected` of the legacy parameters.
    public static final Shape EXPECTED =
            mapOf(
                    structure("ExpectedAttributeValue")
                            .with("AttributeValueList", listOf(ATTRIBUTE))
                            .with("ComparisonOperator", COMPARISON)
                            .with("Exists", flag())
                            .with("Value", ATTRIBUTE));

    /// `KeyConditions`, `QueryFilter` and `ScanFilter` of the legacy parameters.
    public static final Shape CONDITIONS =
            mapOf(
                    structure("Condition")
                            .with("AttributeValueList", listOf(ATTRIBUTE))
                            .require("ComparisonOperator", COMPARISON));

    /// `AttributeUpdates` of the legacy parameters.
    public static final Shape UPDATES =
            mapOf(
                    structure("AttributeValueUpdate")
                            .with("Action", oneOf("ADD", "DELETE", "PUT"))
                            .with("Value", ATTRIBUTE));

    public static final Shape PROVISIONED_THROUGHPUT =
            structure("ProvisionedThroughput")
                    .require("WriteCapacityUnits", wholeLong(1))
                    .require("ReadCapacityUnits", wholeLong(1));

    public static final Shape RESOURCE_ARN = text().lengths(1, 1283);
    public static final Shape TAG_KEY = text().lengths(1, 128);
    public static final Shape TAGS =
            listOf(
                    structure("Tag")
                            .require("Key", TAG_KEY)
                            .require("Value", text().lengths(0, 256)));

    public static final Shape.Text BILLING_MODE = oneOf("PROVISIONED", "PAY_PER_REQUEST");
    public static final Shape.Text TABLE_CLASS = oneOf("STANDARD", "STANDARD_INFREQUENT_ACCESS");
    public static final Shape ON_DEMAND_THROUGHPUT =
            structure("OnDemandThroughput")
                    .with("MaxReadRequestUnits", wholeLong(Long.MIN_VALUE))
                    .with("MaxWriteRequestUnits", wholeLong(Long.MIN_VALUE));
    public static final Shape STREAM_SPECIFICATION =
            structure("StreamSpecification")
                    .require("StreamEnabled", flag())
                    .with(
                            "StreamViewType",
                            oneOf("NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"));
    public static final Shape SSE_SPECIFICATION =
            structure("SSESpecification")
                    .with("Enabled", flag())
                    .with("SSEType", oneOf("AES256", "KMS"))
                    .with("KMSMasterKeyId", text());
    public static final Shape ATTRIBUTE_DEFINITIONS =
            listOf(
                    structure("AttributeDefinition")
                            .require(
                                    "AttributeName",
                                    text().lengths(1, Limits.KEY_ATTRIBUTE_NAME_BYTES_MAX))
                            .require("AttributeType", oneOf("B", "N", "S")));

    public static final Shape KEY_SCHEMA =
            listOf(
                    structure("KeySchemaElement")
                            .require(
                                    "AttributeName",
                                    text().lengths(1, Limits.KEY_ATTRIBUTE_NAME_BYTES_MAX))
                            .require("KeyType", oneOf("HASH", "RANGE")),
                    1,
                    2);
    private static final Shape PROJECTION =
            structure("Projection")
                    .with("ProjectionType", oneOf("ALL", "INCLUDE", "KEYS_ONLY"))
                    .with("NonKeyAttributes", listOf(text().lengths(1, 255), 1, 20));
    public static final Shape LOCAL_INDEXES =
            listOf(
                    structure("LocalSecondaryIndex")
                            .require("IndexName", INDEX)
                            .require("KeySchema", KEY_SCHEMA)
                            .require("Projection", PROJECTION));
    public static final Shape GLOBAL_INDEXES =
            listOf(
                    structure("GlobalSecondaryIndex")
                            .require("IndexName", INDEX)
                            .require("KeySchema", KEY_SCHEMA)
                            .require("Projection", PROJECTION)
                            .with("ProvisionedThroughput", PROVISIONED_THROUGHPUT)
                            .with("OnDemandThroughput", ON_DEMAND_THROUGHPUT)
                            .with("WarmThroughput", structure("WarmThroughput")));

    private Shapes() {}
}
