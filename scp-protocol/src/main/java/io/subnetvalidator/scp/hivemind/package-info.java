/**
 * Speaks to Petals-type servers as a client: hivemind's messages, tensors and calls over the peer network, the search for servers
 * in their DHT, and the probe of a span. It may use the peer network and the comparison with the reference.
 * Such a server signs nothing, so nothing here ever becomes evidence against anybody.
 */
@NullMarked
package io.subnetvalidator.scp.hivemind;

import org.jspecify.annotations.NullMarked;
