/**
 * The lab: what stands in for the outside world in tests, in the demo and in benchmarks. Everything
 * is on real sockets and nothing here knows the gateway, which is told where things are by {@link
 * org.recado.lab.Lab#gatewayProperties}. Never part of the production jar.
 */
@NullMarked
package org.recado.lab;

import org.jspecify.annotations.NullMarked;
