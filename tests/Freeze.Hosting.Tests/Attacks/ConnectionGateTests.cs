using System.Net;
using Freeze.Samples.Service.Web;

namespace Freeze.Hosting.Tests.Attacks;

/// <summary>Which connections give way when there are too many.</summary>
public sealed class ConnectionGateTests
{
    private static readonly ClientAddress s_many = Client("10.0.0.1"), s_few = Client("10.0.0.2");

    private readonly Clock _clock = new();
    private readonly List<string> _closed = [];

    [Fact]
    public void The_client_with_the_most_gives_way()
    {
        var gate = new ConnectionGate(8, _clock);
        for (var i = 0; i < 6; i++) Open(gate, s_many, $"many {i}");
        Open(gate, s_few, "few 0");
        Open(gate, s_few, "few 1");
        _clock.Pass(2);
        for (var i = 2; i < 6; i++) Open(gate, s_few, $"few {i}");

        // Six and two have become four and four; the oldest of the first went.
        Assert.Equal(["many 0", "many 1", "many 2"], _closed.Take(3));
        Assert.Equal(8, gate.Count);
        Assert.InRange(_closed.Count(name => name.StartsWith("few", StringComparison.Ordinal)), 0, 1);
    }

    [Fact]
    public void Those_that_were_never_served_go_first_and_those_at_work_stay()
    {
        var gate = new ConnectionGate(4, _clock);
        var served = Open(gate, s_many, "served")!;
        gate.Mark(served, isBusy: true);
        gate.Mark(served, isBusy: false);
        var working = Open(gate, s_many, "working")!;
        gate.Mark(working, isBusy: true);
        gate.Hold(working, 1);
        var slow = Open(gate, s_many, "slow")!;
        gate.Mark(slow, isBusy: true);
        Open(gate, s_many, "silent");
        _clock.Pass(2);
        for (var i = 0; i < 3; i++)
        {
            var next = Open(gate, s_few, $"next {i}")!;
            gate.Mark(next, isBusy: true);
            gate.Hold(next, 1);
        }

        Assert.Equal(["silent", "slow", "served"], _closed);

        // All that is left is at work: a newcomer finds no room.
        Assert.Null(Open(gate, s_few, "last"));
        Assert.Equal(4, gate.Closed);
        gate.Hold(working, -1);
        Assert.NotNull(Open(gate, s_few, "last"));
        Assert.Equal("working", _closed[^1]);
    }

    [Fact]
    public void A_client_among_thousands_of_idle_connections_of_one_address_is_served()
    {
        const int Capacity = 4096;
        var gate = new ConnectionGate(Capacity, _clock);
        var honest = Open(gate, s_many, "honest")!;
        gate.Mark(honest, isBusy: true);
        gate.Mark(honest, isBusy: false);
        for (var i = 0; i < 3 * Capacity; i++)
        {
            Assert.NotNull(Open(gate, s_many, "idle"));
            if (i % 100 != 0) continue;
            _clock.Pass(0.1);
            gate.Mark(honest, isBusy: true);
            gate.Mark(honest, isBusy: false);
        }

        Assert.DoesNotContain("honest", _closed);
        Assert.True(gate.Count <= Capacity);
        gate.Leave(honest);
        gate.Leave(honest);
        Assert.True(gate.Count < Capacity);
    }

    [Theory]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    public void An_address_or_a_line_is_one_client(string first, string second, bool same) => Assert.Equal(same, Client(first) == Client(second));

    private static ClientAddress Client(string address) => ClientAddress.Of(IPAddress.Parse(address));

    private ClientConnection? Open(ConnectionGate gate, ClientAddress client, string name) => gate.Open(client, () => _closed.Add(name));

    private sealed class Clock : TimeProvider
    {
        private long _now;

        public override long GetTimestamp() => _now;

        public void Pass(double seconds) => _now += (long)(seconds * TimestampFrequency);
    }
}
