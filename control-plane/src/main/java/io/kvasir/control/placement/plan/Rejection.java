package io.kvasir.control.placement.plan;

/// What could have been done and was not.
///
/// @param subject a partition, or `cluster`
/// @param candidate a replica or a node
public record Rejection(String subject, String candidate, String reason) {}
