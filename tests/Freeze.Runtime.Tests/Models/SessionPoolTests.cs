using CsCheck;
using Freeze.Cpu;

namespace Freeze.Runtime.Tests.Models;

public sealed class SessionPoolTests : IDisposable
{
    private readonly TinyFolder _folder = new();
    private readonly CpuModel _model;

    public SessionPoolTests() => _model = new CpuModel(TinyFolder.Plan, _folder.Path, new() { Threads = 1 });

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(32, 1, 1)]
    [InlineData(32, 2, 2)]
    [InlineData(32, 3, 4)]
    [InlineData(32, 5, 8)]
    [InlineData(32, 17, 32)]
    [InlineData(32, 32, 32)]
    [InlineData(32, 33, 32)]
    [InlineData(32, int.MaxValue, 32)]
    [InlineData(12, 3, 4)]
    [InlineData(12, 9, 12)]
    [InlineData(12, 13, 12)]
    public void A_session_has_room_for_the_batch_and_little_more_but_not_beyond_the_pools_largest(int largest, int images, int room)
    {
        using var pool = new SessionPool<CpuSession>(largest, capacity => new CpuSession(_model, capacity));
        using var session = pool.Rent(images);
        Assert.Equal(room, session.Capacity);
    }

    [Theory]
    [InlineData(0, 32)]
    [InlineData(150_000, 32)]
    [InlineData(1_600_000, 4)]
    [InlineData(int.MaxValue, 1)]
    public void Large_activations_run_in_small_groups(int arena, int images) => Assert.Equal(images, CpuModel.Together(arena));

    [Fact]
    public void One_caller_has_one_session_that_grows()
    {
        using var pool = new SessionPool<CpuSession>(DeviceModel.LargestBatch, capacity => new CpuSession(_model, capacity));
        var small = pool.Rent(3);
        pool.Return(small);
        Assert.Same(small, RentAndReturn(pool, 4));
        Assert.Same(small, RentAndReturn(pool, 1));
        var large = RentAndReturn(pool, 9);
        Assert.Equal(16, large.Capacity);
        Assert.Equal(16, pool.Arenas);
        Assert.Same(large, RentAndReturn(pool, 2));
    }

    [Fact]
    public void The_smallest_session_that_fits_is_taken()
    {
        using var pool = new SessionPool<CpuSession>(DeviceModel.LargestBatch, capacity => new CpuSession(_model, capacity));
        CpuSession[] sessions = [pool.Rent(8), pool.Rent(2), pool.Rent(32), pool.Rent(2)];
        foreach (var session in sessions) pool.Return(session);
        Assert.Same(sessions[3], pool.Rent(1));
        Assert.Same(sessions[1], pool.Rent(2));
        Assert.Same(sessions[0], pool.Rent(2));
        Assert.Same(sessions[2], pool.Rent(2));
        foreach (var session in sessions) session.Dispose();
    }

    /// <summary>Each allocation adds room, and there is never more of it than the largest batch for each pass at once: so allocations end.</summary>
    [Fact]
    public void Memory_is_bounded_and_allocations_end() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[0, 4]).Array[1, 30].Sample(
            steps =>
            {
                using var pool = new SessionPool<CpuSession>(DeviceModel.LargestBatch, capacity => new CpuSession(_model, capacity));
                var (seen, rented, most) = (new HashSet<CpuSession>(), new List<CpuSession>(), 0);
                foreach (var (images, returned) in steps)
                {
                    var room = pool.Arenas + rented.Sum(session => session.Capacity);
                    var session = pool.Rent(images);
                    rented.Add(session);
                    most = Math.Max(most, rented.Count);
                    Assert.InRange(session.Capacity, Math.Min(images, DeviceModel.LargestBatch), DeviceModel.LargestBatch);
                    var now = pool.Arenas + rented.Sum(other => other.Capacity);
                    if (seen.Add(session)) Assert.True(now > room);
                    else Assert.Equal(room, now);
                    Assert.InRange(now, 1, DeviceModel.LargestBatch * most);
                    for (var i = 0; i < returned && rented.Count > 0; i++)
                    {
                        pool.Return(rented[0]);
                        rented.RemoveAt(0);
                    }
                }

                foreach (var session in rented) session.Dispose();
            },
            iter: 100, threads: 1);

    private static CpuSession RentAndReturn(SessionPool<CpuSession> pool, int images)
    {
        var session = pool.Rent(images);
        pool.Return(session);
        return session;
    }
}
