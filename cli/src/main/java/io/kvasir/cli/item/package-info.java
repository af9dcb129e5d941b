/// `kvasir item`: items by the client's calls. Holds no cluster logic.
@NullMarked
package io.kvasir.cli.item;

import org.jspecify.annotations.NullMarked;
