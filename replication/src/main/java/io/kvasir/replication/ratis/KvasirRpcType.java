package io.kvasir.replication.ratis;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;

/// Ratis's gRPC transport, with a tap on what followers answer to a leader. Ratis makes it by name.
public final class KvasirRpcType implements RpcType {
    @Override
    public String name() {
        return KvasirRpcType.class.getName();
    }

    @Override
    public RpcFactory newFactory(Parameters parameters) {
        return new TappedFactory(parameters);
    }

    private static final class TappedFactory extends GrpcFactory {
        TappedFactory(Parameters parameters) {
            super(parameters);
        }

        @Override
        public LogAppender newLogAppender(
                RaftServer.Division division, LeaderState leadership, FollowerInfo follower) {
            FollowerTaps taps = ((StateMachineAdapter) division.getStateMachine()).followers();
            FollowerTap tap = new FollowerTap(leadership, follower, taps, System.nanoTime());
            TappedLogAppender appender = new TappedLogAppender(division, tap, follower);
            tap.attach(appender);
            taps.add(tap);
            return appender;
        }
    }
}
