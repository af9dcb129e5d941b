/// The one mapping between the wire and the model. It decides nothing: it knows no partition, no
/// node, no retry.
@NullMarked
package io.kvasir.proto;

import org.jspecify.annotations.NullMarked;
