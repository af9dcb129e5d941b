/// The public Java client: requests, results, blocking and async clients, records as items. Stands
/// on the model's items and on the routing core; holds no cluster logic of its own.
@NullMarked
package io.kvasir.client;

import org.jspecify.annotations.NullMarked;
