package io.kvasir.router.dynamodb.operation;

import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.Structure;
import java.util.List;

/// A table's key schema, or an index's, against the attributes that the request defines.
final class KeySchemaCheck {
    private KeySchemaCheck() {}

    static List<String> names(List<Structure> elements) {
        return elements.stream().map(element -> element.text("AttributeName", "")).toList();
    }

    /// @param elements of `KeySchema`, at least one
    /// @param defined the names in `AttributeDefinitions`
    static void check(List<Structure> elements, List<String> defined) {
        List<String> keys = names(elements);
        if (!defined.containsAll(keys)) {
            throw DynamoDbException.validation(
                    "One or more parameter values were invalid: Some index key attributes are not"
                            + " defined in AttributeDefinitions. Keys: "
                            + keys
                            + ", AttributeDefinitions: "
                            + defined);
        }
        if (keys.size() == 2 && keys.getFirst().equals(keys.getLast())) {
            throw DynamoDbException.validation(
                    "Both the Hash Key and the Range Key element in the KeySchema have the same"
                            + " name");
        }
        if (!elements.getFirst().text("KeyType", "").equals("HASH")) {
            throw DynamoDbException.validation(
                    "Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
        }
        if (keys.size() == 2 && !elements.getLast().text("KeyType", "").equals("RANGE")) {
            throw DynamoDbException.validation(
                    "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
        }
    }
}
