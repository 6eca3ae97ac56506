using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Freeze.Caching;
using Freeze.Fuzz.Mutation;
using Freeze.Fuzz.Running;
using Freeze.Fuzz.Seeds;

namespace Freeze.Fuzz.Targets;

/// <summary>
/// Caches of a model: loaded, and looked up in. The first byte of an input says whether its checksum and the length of its header are made right
/// before it is read, so that what lies behind those checks is reached.
/// </summary>
internal sealed partial class CacheTarget : FuzzTarget
{
    private const byte AsIs = 0, Sealed = 1;

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

    public override IReadOnlyList<byte[]> Words => s_words;

    public override IEnumerable<byte[]> Seeds => _seeds.SelectMany(seed => (byte[][])[[AsIs, .. seed], [Sealed, .. seed]]);

    public override byte[] Make(Random random)
    {
        var seed = random.Of(_seeds);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(seed);
        var (header, data) = (seed[8..(8 + length)], seed[(8 + length)..]);
        if (!random.Chance(3)) header = Bytes.Damage(random, header, s_words);
        for (var i = random.Next(4); i > 0; i--)
            BitConverter.TryWriteBytes(data.AsSpan(random.Next(data.Length - 4) & ~3), random.Chance(2) ? (int)Interesting.Whole(random)
                : BitConverter.SingleToInt32Bits((float)Interesting.Real(random)));
        byte[] whole = [random.Chance(8) ? AsIs : Sealed, .. Length(header), .. header, .. data];
        return random.Chance(8) ? Bytes.Damage(random, whole, s_words) : whole;
    }

    public override void Run(byte[] input, string folder)
    {
        var path = Path.Combine(folder, "input.cache.safetensors");
        File.WriteAllBytes(path, input is [Sealed, .. var rest] ? Seal(rest) : input.Length == 0 ? input : input[1..]);
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

    // The header ends where its braces close; the data follow.
    private static byte[] Seal(byte[] file)
    {
        if (file.Length < 8) return file;
        var end = file.Length;
        try
        {
            var reader = new Utf8JsonReader(file.AsSpan(8), isFinalBlock: false, default);
            while (reader.Read() && reader.CurrentDepth > 0) continue;
            if (reader.TokenType == JsonTokenType.EndObject) end = 8 + (int)reader.BytesConsumed;
        }
        catch (JsonException)
        {
            return file;
        }

        while (end < file.Length && file[end] == (byte)' ') end++;
        var (header, data) = (file[8..end], file[end..]);
        header = WithChecksum(header, data);
        return [.. Length(header), .. header, .. data];
    }

    private static byte[] Length(byte[] header)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return length;
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
