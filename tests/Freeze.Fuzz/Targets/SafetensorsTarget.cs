using System.Buffers.Binary;
using System.Text;
using Freeze.Fuzz.Mutation;
using Freeze.Fuzz.Running;
using Freeze.Storage;

namespace Freeze.Fuzz.Targets;

/// <summary>Safetensors files: the header is mutated as text with its length kept right, and the whole file byte by byte.</summary>
internal sealed class SafetensorsTarget : FuzzTarget
{
    private static readonly byte[][] s_words = [.. new[]
    {
        "\"F32\"", "\"I32\"", "\"F16\"", "\"BF16\"", "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"__metadata__\"", "[]", "{}", "null", "true",
            "-1", "1e3", "0.5",
        "\"\\ud800\"", "[0,", "{\"a\":", "\"__pad.0\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},", ",", "9223372036854775807",
            "18446744073709551616",
    }.Select(Encoding.UTF8.GetBytes)];

    private readonly byte[][] _seeds = [File(floats: 16, names: 3), File(floats: 5, names: 4), File(floats: 1, names: 1)];

    public override string Name => "safetensors";

    public override IReadOnlyList<byte[]> Words => s_words;

    public override IEnumerable<byte[]> Seeds => _seeds;

    public override byte[] Make(Random random)
    {
        var seed = random.Of(_seeds);
        if (random.Chance(4)) return Bytes.Damage(random, seed, s_words);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(seed);
        var header = Bytes.Damage(random, seed[8..(8 + length)], s_words);
        var size = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(size, random.Chance(16) ? Interesting.Whole(random) : header.Length);
        return [.. size, .. header, .. random.Chance(8) ? seed[(8 + length)..random.Next(8 + length, seed.Length)] : seed[(8 + length)..]];
    }

    public override void Run(byte[] input, string folder)
    {
        var path = Path.Combine(folder, "input.safetensors");
        System.IO.File.WriteAllBytes(path, input);
        using var file = SafetensorsFile.Open(path);
        foreach (var name in file.Names)
        {
            var info = file[name];
            if (info.Offset < 0 || info.Length < 0 || info.Offset + info.Length > input.Length) throw new HarmException("escape",
                $"tensor {name} lies outside the file");
            // Everything is touched, as a model that uses the tensor would.
            if (info.Type == TensorType.F32) _ = Sum(file.Floats(name));
            else if (info.Type == TensorType.I32) _ = Sum(file.Ints(name));
        }

        file.VerifyChecksum();
    }

    private static double Sum<T>(ReadOnlySpan<T> values)
        where T : struct, System.Numerics.INumber<T>
    {
        var sum = 0.0;
        foreach (var value in values) sum += double.CreateSaturating(value);
        return sum;
    }

    private static byte[] File(int floats, int names)
    {
        var writer = new SafetensorsWriter();
        writer.Metadata["freeze.kind"] = "canonical";
        writer.Metadata["name"] = "\u00e9 \"quoted\"";
        for (var i = 0; i < names; i++)
        {
            writer.Add($"layer{i}.weight", [floats, i + 1], new float[floats * (i + 1)]);
            writer.Add($"layer{i}.classes", [floats], new int[floats]);
        }

        return Saved.Bytes(writer);
    }
}
