/// The global key space: how keys become bytes that sort as the values do, and ranges of them.
/// Pure.
@NullMarked
package io.kvasir.model.key;

import org.jspecify.annotations.NullMarked;
