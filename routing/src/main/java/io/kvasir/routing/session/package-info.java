/// The positions a session has seen, as a token of bounded size. Pure.
@NullMarked
package io.kvasir.routing.session;

import org.jspecify.annotations.NullMarked;
