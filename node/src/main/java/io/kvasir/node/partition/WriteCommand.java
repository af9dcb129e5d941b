package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import io.kvasir.model.expression.BoundCondition;
import io.kvasir.model.expression.BoundUpdate;
import io.kvasir.model.item.Item;
import java.util.List;
import java.util.Optional;

/// One write as a leader evaluates it.
///
/// @param key global key
/// @param token makes a retry return the first outcome
/// @param condition must hold of the present item, or the write fails
/// @param itemOnConditionFailure return the present item where the condition fails
/// @param blind nobody asks how large the present item is
public record WriteCommand(
        Bytes key,
        Optional<RequestToken> token,
        Change change,
        Optional<BoundCondition> condition,
        ReturnedAttributes returned,
        boolean itemOnConditionFailure,
        boolean blind)
        implements Command {

    /// Somebody may ask how large the present item is.
    public WriteCommand(
            Bytes key,
            Optional<RequestToken> token,
            Change change,
            Optional<BoundCondition> condition,
            ReturnedAttributes returned,
            boolean itemOnConditionFailure) {
        this(key, token, change, condition, returned, itemOnConditionFailure, false);
    }

    /// Whether it comes to the same, whatever there is.
    boolean needsNoItem() {
        return blind
                && change instanceof Change.Put
                && condition.isEmpty()
                && (returned == ReturnedAttributes.NONE);
    }

    @Override
    public List<Bytes> keys() {
        return List.of(key);
    }

    public sealed interface Change {
        /// @param attributes bytes of a kvasir.v1.Item, stored unparsed
        /// @param sizeBytes by DynamoDB's rules
        record Put(Bytes attributes, int sizeBytes) implements Change {}

        /// @param key the key attributes, for an item made by the update
        record Update(BoundUpdate update, Item key) implements Change {}

        record Delete() implements Change {}
    }

    /// @param fingerprint hash of the request, to tell a retry from another request under the same
    ///   token
    public record RequestToken(String text, long fingerprint) {}

    public enum ReturnedAttributes {
        NONE,
        ALL_OLD,
        UPDATED_OLD,
        ALL_NEW,
        UPDATED_NEW
    }
}
