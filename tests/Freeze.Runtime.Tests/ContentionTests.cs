using Freeze.Cpu;

namespace Freeze.Runtime.Tests;

public sealed class ContentionTests
{
    private static readonly long s_millisecond = Contention.Milliseconds(1);

    [Fact]
    public void A_lost_time_slice_pauses_and_the_next_one_pauses_for_twice_as_long()
    {
        var contention = new Contention(Contention.Milliseconds(70));
        Assert.False(contention.Lasts(0));
        foreach (var pause in new[] { 20, 40, 70, 70 })
        {
            contention.Learn(now: 0, waited: 3 * s_millisecond, part: s_millisecond / 10, helped: 1);
            Assert.True(contention.Lasts(pause * s_millisecond - 1));
            Assert.False(contention.Lasts(pause * s_millisecond));
        }
    }

    [Fact]
    public void Waiting_for_a_part_as_long_as_ones_own_is_no_loss()
    {
        var contention = new Contention(Contention.Milliseconds(70));
        contention.Learn(now: 0, waited: 8 * s_millisecond, part: 4 * s_millisecond, helped: 1);
        Assert.False(contention.Lasts(0));
    }

    [Fact]
    public void Smooth_calls_restore_trust()
    {
        var contention = new Contention(Contention.Milliseconds(320));
        for (var loss = 0; loss < 5; loss++) contention.Learn(0, waited: 3 * s_millisecond, part: 0, helped: 0);
        for (var call = 0; call < 3 * 64; call++) contention.Learn(0, waited: 0, part: 0, helped: 0);
        contention.Learn(0, waited: 3 * s_millisecond, part: 0, helped: 0);
        Assert.True(contention.Lasts(79 * s_millisecond));
        Assert.False(contention.Lasts(80 * s_millisecond));
    }

    [Fact]
    public void A_longest_pause_of_0_never_pauses()
    {
        var contention = new Contention(0);
        contention.Learn(0, waited: 1000 * s_millisecond, part: 0, helped: 0);
        Assert.False(contention.Lasts(0));
    }

    [Fact]
    public void A_lost_time_slice_does_not_matter_where_helpers_have_saved_more()
    {
        var contention = new Contention(Contention.Milliseconds(320));
        for (var call = 0; call < 40; call++) contention.Learn(0, waited: 0, part: s_millisecond / 10, helped: 2);
        contention.Learn(0, waited: 5 * s_millisecond, part: 0, helped: 0);
        Assert.False(contention.Lasts(0));
        contention.Learn(0, waited: 5 * s_millisecond, part: 0, helped: 0);
        Assert.True(contention.Lasts(19 * s_millisecond));
    }

    [Fact]
    public void What_was_saved_long_ago_does_not_count()
    {
        var contention = new Contention(Contention.Milliseconds(320));
        for (var call = 0; call < 10_000; call++) contention.Learn(0, waited: 0, part: s_millisecond, helped: 1);
        for (var loss = 0; loss < 5; loss++) contention.Learn(0, waited: 5 * s_millisecond, part: 0, helped: 0);
        Assert.True(contention.Lasts(19 * s_millisecond));
    }
}
