package org.recado.outbound;

import org.recado.smpp.SmppConnections;

/**
 * The ways out of the house.
 *
 * @param smpp the connections
 * @param routes which of them a text takes
 * @param pace how fast each may be used, by all nodes together
 */
public record Ways(SmppConnections smpp, Routes routes, SharedPace pace) {}
