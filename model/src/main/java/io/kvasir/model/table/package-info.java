/// Tables: names, key schemas, states. Pure.
@NullMarked
package io.kvasir.model.table;

import org.jspecify.annotations.NullMarked;
