/**
 * JSON-RPC over WebSocket to one or several endpoints: deadlines, reconnects, subscriptions that survive.
 * It moves JSON and bytes.
 * It never knows what a subnet is.
 */
@NullMarked
package io.subnetvalidator.chain.rpc;

import org.jspecify.annotations.NullMarked;
