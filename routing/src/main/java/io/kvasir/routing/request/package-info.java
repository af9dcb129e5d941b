/// What can be asked of the data plane and what it answers, in the model's terms. Pure values.
@NullMarked
package io.kvasir.routing.request;

import org.jspecify.annotations.NullMarked;
