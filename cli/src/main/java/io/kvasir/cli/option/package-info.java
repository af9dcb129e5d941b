/// Options that several commands share: where the cluster is, how to read, on what condition to
/// write, how to print. They turn words into the client's requests and do nothing else.
@NullMarked
package io.kvasir.cli.option;

import org.jspecify.annotations.NullMarked;
