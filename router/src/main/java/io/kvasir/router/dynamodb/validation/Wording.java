package io.kvasir.router.dynamodb.validation;

/// In which words an operation reports faults of a request's parameters: the service moves its
/// operations from one to the other in the course of years.
public enum Wording {
    /// As if each were a fault of constraints: PutItem, UpdateItem and DeleteItem.
    ENVELOPED,
    /// In the same words, by themselves: GetItem, BatchGetItem and Query.
    BARE,
    /// Of BatchWriteItem, Scan and transactions.
    OLDER;

    /// What stands before a fault.
    public String envelope() {
        return this == ENVELOPED ? ValueCheck.ENVELOPE : "";
    }
}
