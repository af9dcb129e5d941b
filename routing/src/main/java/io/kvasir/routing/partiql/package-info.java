/// PartiQL statements as requests of the routing core: what each asks, how a SELECT goes from page
/// to page, and where the next call goes on.
@NullMarked
package io.kvasir.routing.partiql;

import org.jspecify.annotations.NullMarked;
