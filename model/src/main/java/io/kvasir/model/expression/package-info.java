/// DynamoDB's expression language: lexer, parsers, syntax trees and their evaluation on items.
/// Pure; error texts are the service's, to the letter.
@NullMarked
package io.kvasir.model.expression;

import org.jspecify.annotations.NullMarked;
