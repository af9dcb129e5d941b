package io.kvasir.router.dynamodb.operation;

/// What an operation may know of the call besides its request.
///
/// @param host as the client addressed it, with the port
public record Call(String host) {}
