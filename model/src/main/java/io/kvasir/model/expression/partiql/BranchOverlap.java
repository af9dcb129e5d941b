package io.kvasir.model.expression.partiql;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.Condition;
import io.kvasir.model.expression.Condition.Comparator;
import io.kvasir.model.expression.KeyCondition.Predicate;
import io.kvasir.model.expression.Operand;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.key.KeySchema.KeyAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The service reads each branch of an OR by itself where each names a partition key, and so
/// refuses branches that would find one item twice. Branches that say of the sort key what it is
/// not are left alone.
final class BranchOverlap {
    /// @param sort what the branch asks of the sort key; null where it asks nothing
    private record Branch(AttributeValue partition, @Nullable AttributeValue sort) {}

    private BranchOverlap() {}

    /// @throws InvalidArgumentException where two branches find an item twice
    static void refuse(Optional<Condition> where, KeyAttribute partitionKey, KeyAttribute sortKey) {
        if (where.isEmpty() || !(where.get() instanceof Condition.Or(List<Condition> terms))) {
            return;
        }
        List<Branch> branches = new ArrayList<>();
        for (Condition term : terms) {
            List<Condition> all = KeyedCondition.terms(Optional.of(term));
            @Nullable AttributeValue partition = equal(all, partitionKey);
            if (partition == null) {
                // One branch that names no partition makes it a scan.
                return;
            }
            @Nullable AttributeValue sort = equal(all, sortKey);
            if (sort != null || all.stream().noneMatch(each -> mentions(each, sortKey))) {
                branches.add(new Branch(partition, sort));
            }
        }
        for (int i = 0; i < branches.size(); i++) {
            for (int j = 0; j < i; j++) {
                requireApart(branches.get(i), branches.get(j));
            }
        }
    }

    private static void requireApart(Branch one, Branch other) {
        boolean asksOfSort = one.sort() != null || other.sort() != null;
        boolean overlap = one.sort() == null || other.sort() == null;
        if (one.partition().equals(other.partition()) && asksOfSort && overlap) {
            throw new InvalidArgumentException(
                    "Overlapping conditions with range keys are not supported in where clause");
        }
    }

    private static @Nullable AttributeValue equal(List<Condition> terms, KeyAttribute key) {
        for (Condition term : terms) {
            if (SelectPlan.predicate(term, key)
                            instanceof
                            Predicate.Compare(Comparator comparator, AttributeValue value)
                    && comparator == Comparator.EQUAL) {
                return value;
            }
        }
        return null;
    }

    private static boolean mentions(Condition condition, KeyAttribute key) {
        return switch (condition) {
            case Condition.Comparison(Comparator comparator, Operand left, Operand right) ->
                    SelectPlan.isKey(left, key) || SelectPlan.isKey(right, key);
            case Condition.Between(Operand value, Operand low, Operand high) ->
                    SelectPlan.isKey(value, key);
            case Condition.In(Operand value, List<Operand> candidates) ->
                    SelectPlan.isKey(value, key);
            case Condition.Test(Operand.FunctionCall call) ->
                    call.arguments().stream().anyMatch(each -> SelectPlan.isKey(each, key));
            case Condition.And(List<Condition> terms) ->
                    terms.stream().anyMatch(term -> mentions(term, key));
            case Condition.Or(List<Condition> terms) ->
                    terms.stream().anyMatch(term -> mentions(term, key));
            case Condition.Not(Condition term) -> mentions(term, key);
        };
    }
}
