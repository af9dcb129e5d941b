/// `kvasir table`: tables by the client's calls. Holds no cluster logic.
@NullMarked
package io.kvasir.cli.table;

import org.jspecify.annotations.NullMarked;
