using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using System.Text.RegularExpressions;
using Freeze.Caching;
using Freeze.Fuzz.Mutation;
using Freeze.Fuzz.Running;
using Freeze.Fuzz.Seeds;

namespace Freeze.Fuzz.Targets;

/// <summary>
/// Caches of a model: loaded, and looked up in. Half of the inputs get the checksum that their damaged data ask for, so that what lies behind that
/// check
/// is reached.
/// </summary>
internal sealed partial class CacheTarget : FuzzTarget
{
    private static readonly byte[][] s_words = [.. new[]
    {
        "grid=", "threshold=", "hidden=", "NaN", "Infinity", "-Infinity", "1e38", "centroids", "learned", "probe.first", "probe.second",
            "certificate", "null", "[]", "{}",
        "\\\"risk\\\":", "keep=", "gain=", "slope=", " ", "=", "first.projection", "first.classes",
    }.Select(Encoding.UTF8.GetBytes)];

    private readonly ModelPlan _plan = CacheSeeds.Plan();
    private readonly byte[][] _seeds;

    public CacheTarget() => _seeds = [.. CacheSeeds.All().Select(set => Saved.Bytes(path => set.Save(path, _plan)))];

    public override string Name => "caches";

    public override byte[] Make(Random random)
    {
        var seed = random.Of(_seeds);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(seed);
        var (header, data) = (seed[8..(8 + length)], seed[(8 + length)..]);
        if (!random.Chance(3)) header = Bytes.Damage(random, header, s_words);
        for (var i = random.Next(4); i > 0; i--)
            BitConverter.TryWriteBytes(data.AsSpan(random.Next(data.Length - 4) & ~3), random.Chance(2) ? (int)Interesting.Whole(random)
                : BitConverter.SingleToInt32Bits((float)Interesting.Real(random)));
        if (!random.Chance(4)) header = WithChecksum(header, data);
        var size = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(size, header.Length);
        byte[] whole = [.. size, .. header, .. data];
        return random.Chance(8) ? Bytes.Damage(random, whole, s_words) : whole;
    }

    public override void Run(byte[] input, string folder)
    {
        var path = Path.Combine(folder, "input.cache.safetensors");
        File.WriteAllBytes(path, input);
        var caches = CacheSet.Load(path, _plan);
        var evidence = new float[_plan.Classes];
        foreach (var (cache, probe) in caches.Probes.Zip(_plan.Probes))
        {
            if (cache is null) continue;
            var pooled = new float[cache.PooledLength];
            if (pooled.Length != probe.Shape.Channels * cache.Grid * cache.Grid) throw new HarmException("crash",
                "a cache that does not fit its probe was loaded");
            for (var i = 0; i < pooled.Length; i++) pooled[i] = (i % 5) - 2;
            var (label, score) = cache.LookUp(pooled, new float[cache.ScratchLength], evidence);
            if (label < -1 || label >= _plan.Classes) throw new HarmException("crash", $"a look-up gave class {label} of {_plan.Classes}");
            if (float.IsNaN(score)) throw new HarmException("crash", "a look-up gave a score that is no number");
        }
    }

    private static byte[] WithChecksum(byte[] header, byte[] data)
    {
        var hash = Convert.ToHexStringLower(XxHash128.Hash(data));
        return Encoding.Latin1.GetBytes(Checksum().Replace(Encoding.Latin1.GetString(header),
            match => match.Groups[1].Value + hash + match.Groups[2].Value));
    }

    [GeneratedRegex("(\"freeze\\.xxh128\":\")[^\"]*(\")")]
    private static partial Regex Checksum();
}
