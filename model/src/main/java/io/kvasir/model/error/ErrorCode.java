package io.kvasir.model.error;

/// Every way a request can end other than done. The numbers are the wire's and never change
/// meaning.
public enum ErrorCode {
    INVALID_ARGUMENT(1, Effect.NONE),
    TABLE_NOT_FOUND(2, Effect.NONE),
    TABLE_ALREADY_EXISTS(3, Effect.NONE),
    /// The table is being created, updated or deleted.
    TABLE_IN_USE(4, Effect.NONE),
    CONDITION_FAILED(5, Effect.NONE),
    ITEM_TOO_LARGE(6, Effect.NONE),
    THROTTLED(7, Effect.NONE),
    LIMIT_EXCEEDED(8, Effect.NONE),
    /// The same client request token came with another request.
    TOKEN_MISMATCH(9, Effect.NONE),
    TRANSACTION_CANCELED(10, Effect.NONE),
    TRANSACTION_CONFLICT(11, Effect.NONE),
    TRANSACTION_IN_PROGRESS(12, Effect.UNKNOWN),
    /// The replica asked is not the partition's leader; carries a hint.
    NOT_LEADER(13, Effect.NONE),
    /// The replica asked does not hold that key under that epoch; carries what it knows.
    WRONG_PARTITION(14, Effect.NONE),
    /// The replica cannot meet the staleness bound or the session token in time.
    NOT_CAUGHT_UP(15, Effect.NONE),
    /// Nothing happened and the request may be sent again.
    REJECTED(16, Effect.NONE),
    /// The write may or may not have happened, now or a little later.
    OUTCOME_UNKNOWN(17, Effect.UNKNOWN),
    /// No replica that could serve was reachable in time; nothing was sent that could still take
    /// effect.
    UNAVAILABLE(18, Effect.NONE),
    /// The caller's deadline passed before the request had any effect.
    DEADLINE_EXCEEDED(19, Effect.NONE),
    UNAUTHENTICATED(20, Effect.NONE),
    PERMISSION_DENIED(21, Effect.NONE),
    UNSUPPORTED(22, Effect.NONE),
    OPERATION_NOT_FOUND(23, Effect.NONE),
    INTERNAL(24, Effect.UNKNOWN);

    /// What a request that ended so can have done.
    public enum Effect {
        NONE,
        UNKNOWN
    }

    private static final ErrorCode[] BY_NUMBER = new ErrorCode[64];

    static {
        for (ErrorCode code : values()) {
            BY_NUMBER[code.number] = code;
        }
    }

    private final int number;
    private final Effect effect;

    ErrorCode(int number, Effect effect) {
        this.number = number;
        this.effect = effect;
    }

    public int number() {
        return number;
    }

    public Effect effect() {
        return effect;
    }

    /// A number of a newer version reads as INTERNAL, whose effect is unknown: the careful answer.
    public static ErrorCode of(int number) {
        ErrorCode known = number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
        return known == null ? INTERNAL : known;
    }
}
