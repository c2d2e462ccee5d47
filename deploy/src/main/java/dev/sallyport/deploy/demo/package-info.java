// SPDX-License-Identifier: Apache-2.0
/** What a trial has to look at; uses the JDK alone. */
@NullMarked
package dev.sallyport.deploy.demo;

import org.jspecify.annotations.NullMarked;
