using Freeze.Fuzz.Targets;
using Freeze.Onnx2Cs.Onnx.Wire;
using Google.Protobuf;

namespace Freeze.Fuzz.Mutation;

/// <summary>Makes and changes tensors in ONNX's format.</summary>
internal static class TensorMutator
{
    private const int MostValues = 256;

    private static readonly int[] s_types = [1, 1, 1, 7, 7, 10, 11, 6, 2, 3, 9, 0, 8, 16, 17, 99];

    public static void Mutate(Random random, TensorProto tensor)
    {
        switch (random.Next(7))
        {
            case 0 when tensor.Dims.Count > 0: tensor.Dims[random.Next(tensor.Dims.Count)] = Interesting.Whole(random); break;
            case 1: tensor.DataType = random.Of(s_types); break;
            case 2: External(random, tensor); break;
            case 3 when tensor.Int64Data.Count > 0: tensor.Int64Data[random.Next(tensor.Int64Data.Count)] = Interesting.Whole(random); break;
            case 4 when tensor.RawData.Length > 0:
                var bytes = tensor.RawData.ToByteArray();
                BitConverter.TryWriteBytes(bytes.AsSpan(random.Next(bytes.Length) & ~3), (float)Interesting.Real(random));
                tensor.RawData = ByteString.CopyFrom(bytes);
                break;
            case 5: tensor.RawData = ByteString.CopyFrom(new byte[random.Next(64)]); break;
            default: tensor.MergeFrom(Make(random, tensor.Name)); break;
        }
    }

    /// <summary>A small tensor whose values fit its shape.</summary>
    public static TensorProto Make(Random random, string name)
    {
        var tensor = new TensorProto { Name = name, DataType = random.Chance(2) ? 1 : 7 };
        var count = 1L;
        for (var i = random.Next(5); i > 0; i--)
        {
            tensor.Dims.Add(random.Next(random.Chance(8) ? 0 : 1, 9));
            count *= tensor.Dims[^1];
        }

        for (var i = 0L; i < Math.Min(count, MostValues); i++)
        {
            if (tensor.DataType == 1) tensor.FloatData.Add((float)Interesting.Real(random));
            else tensor.Int64Data.Add(Interesting.Whole(random));
        }

        return tensor;
    }

    private static void External(Random random, TensorProto tensor)
    {
        (tensor.DataLocation, tensor.RawData) = (1, ByteString.Empty);
        tensor.ExternalData.Clear();
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = random.Of(Outside.Places) });
        if (random.Chance(2)) tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset",
            Value = FormattableString.Invariant($"{Interesting.Whole(random)}") });
        if (random.Chance(2)) tensor.ExternalData.Add(new StringStringEntryProto { Key = "length",
            Value = FormattableString.Invariant($"{Interesting.Whole(random)}") });
    }
}
