package io.subnetvalidator.chain.rpc;

import java.util.OptionalLong;

/**
 * State of one endpoint of a pool, for people and metrics.
 *
 * @param active whether requests go there
 * @param connected whether there is an examined connection
 * @param headNumber best head it reported
 * @param problem why it is not used or was last lost; empty when nothing is wrong
 */
public record EndpointStatus(
        Endpoint endpoint, boolean active, boolean connected, OptionalLong headNumber, String problem) {}
