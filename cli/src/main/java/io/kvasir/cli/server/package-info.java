/// `kvasir control-plane`, `node` and `router`: one server in this process, from settings to end.
/// Holds no logic of a server.
@NullMarked
package io.kvasir.cli.server;

import org.jspecify.annotations.NullMarked;
