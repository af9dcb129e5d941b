/// DynamoDB's PartiQL: statements on one table, parsed into the trees of the expression language
/// and split into keys and conditions. Pure.
@NullMarked
package io.kvasir.model.expression.partiql;

import org.jspecify.annotations.NullMarked;
