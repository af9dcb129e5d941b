/// From requests on tables to reads and writes of keys. Everything that can be found wrong with a
/// request is found here, before anything is sent. Pure.
@NullMarked
package io.kvasir.routing.prepare;

import org.jspecify.annotations.NullMarked;
