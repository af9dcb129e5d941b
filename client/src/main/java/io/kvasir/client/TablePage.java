package io.kvasir.client;

import java.util.List;
import java.util.Optional;

/// Names of tables, in order.
///
/// @param lastEvaluatedTable where the next page begins; empty on the last page
public record TablePage(List<String> tables, Optional<String> lastEvaluatedTable) {}
