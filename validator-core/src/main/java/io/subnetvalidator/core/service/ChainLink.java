package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.hypertensor.ChainException;
import io.subnetvalidator.chain.hypertensor.HypertensorChain;
import io.subnetvalidator.chain.hypertensor.RpcChain;
import io.subnetvalidator.chain.rpc.Endpoint;
import io.subnetvalidator.chain.rpc.PoolOptions;
import io.subnetvalidator.chain.rpc.RpcOptions;
import io.subnetvalidator.chain.types.EpochClock;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.core.error.ServiceError;
import io.subnetvalidator.core.error.ServiceException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Opens the chain and says in the catalogue's terms what is wrong with it. */
public final class ChainLink {

    private ChainLink() {}

    /** @return fails with a {@link ServiceException} */
    public static Future<HypertensorChain> open(
            Vertx vertx,
            List<String> endpoints,
            Optional<Hash256> genesis,
            RandomGenerator random,
            LongSupplier nanoClock) {
        List<Endpoint> parsed;
        try {
            parsed = endpoints.stream().map(Endpoint::parse).toList();
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(
                    new ServiceException(ServiceError.CONFIG_INVALID, "chain endpoint: " + e.getMessage(), e));
        }
        return RpcChain.open(vertx, parsed, RpcOptions.defaults(), PoolOptions.defaults(), genesis, random, nanoClock)
                .<HypertensorChain>map(chain -> chain)
                .recover(failure -> Future.failedFuture(translate(endpoints, failure)));
    }

    /** The subnet's epoch arithmetic; fails when the chain has no such subnet. */
    public static Future<EpochClock> clock(HypertensorChain chain, SubnetId subnet) {
        return chain.best().compose(head -> chain.subnet(subnet, head.hash())).compose(found -> {
            if (found.isEmpty() || found.get().slot().isEmpty()) {
                return Future.failedFuture(new ServiceException(
                        ServiceError.SUBNET_UNKNOWN,
                        "subnet " + subnet + " on chain '" + chain.identity().chainName() + "' ("
                                + (found.isEmpty() ? "not registered" : "without a slot") + ")"));
            }
            return Future.succeededFuture(
                    chain.identity().clock(found.get().slot().getAsLong()));
        });
    }

    /** What went wrong with a chain, as a {@link ServiceException}. */
    static ServiceException translate(List<String> endpoints, Throwable failure) {
        if (failure instanceof ServiceException told) {
            return told;
        }
        if (failure instanceof ChainException known) {
            ServiceError error = known.kind() == ChainException.Kind.OTHER_CHAIN
                    ? ServiceError.CHAIN_FOREIGN
                    : ServiceError.CHAIN_UNREACHABLE;
            return new ServiceException(error, String.valueOf(known.getMessage()), known);
        }
        return new ServiceException(
                ServiceError.CHAIN_UNREACHABLE, String.join(", ", endpoints) + ": " + failure.getMessage(), failure);
    }
}
