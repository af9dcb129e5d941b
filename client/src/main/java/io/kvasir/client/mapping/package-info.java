/// Java types as attribute values and back. Internal; `ItemMapper` is its face. Pure.
@NullMarked
package io.kvasir.client.mapping;

import org.jspecify.annotations.NullMarked;
