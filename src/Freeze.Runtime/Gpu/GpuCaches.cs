using Freeze.Caching;

namespace Freeze.Gpu;

/// <summary>The caches of a model on the device. Passes that are under way keep them when others take their place.</summary>
internal sealed class GpuCaches
{
    private readonly GpuProbe?[] _probes;
    private readonly GpuBuffer _floats;
    private GpuBuffer? _ints;
    private int _users = 1;

    public GpuCaches(GpuContext context, CacheSet set)
    {
        Set = set;
        var (floats, ints) = (new List<float>(), new List<int>());
        _probes = new GpuProbe?[set.Probes.Count];
        for (var i = 0; i < _probes.Length; i++)
        {
            if (set.Probes[i] is not { IsOn: true } cache) continue;
            _probes[i] = new GpuProbe(cache, floats.Count, ints.Count);
            foreach (var tensor in GpuProbe.FloatsOf(cache)) floats.AddRange(tensor);
            foreach (var tensor in GpuProbe.IntsOf(cache)) ints.AddRange(tensor);
            ScratchFloats = Math.Max(ScratchFloats, cache.PooledLength + cache.ScratchLength);
        }

        _floats = context.AllocateFloats(floats.Count);
        try
        {
            _ints = context.Allocate(sizeof(int) * (long)ints.Count);
            using var queue = context.CreateQueue();
            if (floats.Count > 0) queue.Write<float>(_floats, floats.ToArray());
            if (ints.Count > 0) queue.Write<int>(_ints, ints.ToArray());
        }
        catch
        {
            Release();
            throw;
        }
    }

    public CacheSet Set { get; }

    /// <summary>Floats that a look-up needs for each image, besides the evidence.</summary>
    public int ScratchFloats { get; }

    public GpuBuffer Floats => _floats;

    public GpuBuffer Ints => _ints!;

    /// <summary>The cache of a probe; null when it is off.</summary>
    public GpuProbe? this[int probe] => _probes[probe];

    public void Use() => Interlocked.Increment(ref _users);

    /// <summary>Frees the memory when nobody uses it any more.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) > 0) return;
        _floats.Dispose();
        _ints?.Dispose();
        _ints = null;
    }
}
