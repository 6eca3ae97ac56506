using Freeze.Fuzz.Mutation;
using Freeze.Fuzz.Running;
using Freeze.Fuzz.Seeds;
using Freeze.Generators;
using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Onnx.Wire;
using Google.Protobuf;

namespace Freeze.Fuzz.Targets;

/// <summary>
/// ONNX files: read, lowered, and the definition printed. Networks are mutated field by field, put together from random operators, and damaged
/// byte by
/// byte. Beside the model lie external data, and links that lead to data outside, which must not be followed.
/// </summary>
internal sealed class OnnxTarget : FuzzTarget
{
    private static readonly byte[][] s_words = [.. OnnxMutator.Operators.Select(System.Text.Encoding.UTF8.GetBytes)];

    private readonly ModelProto[] _seeds = [.. OnnxSeeds.All.Select(seed => seed.Model), .. HostileOnnxSeeds.All];

    public override string Name => "onnx";

    public override int Runs => 8_000;

    public override IReadOnlyList<byte[]> Words => s_words;

    public override IEnumerable<byte[]> Seeds => _seeds.Select(seed => seed.ToByteArray());

    public override byte[] Make(Random random)
    {
        switch (random.Next(8))
        {
            case 0:
                return Bytes.Damage(random, random.Of(_seeds).ToByteArray(), s_words);
            case 1 or 2:
                return OperatorSoup.Make(random).ToByteArray();
            default:
                var model = random.Of(_seeds).Clone();
                for (var i = 1 << random.Next(4); i > 0; i--) OnnxMutator.Mutate(random, model);
                var bytes = model.ToByteArray();
                return random.Chance(16) ? Bytes.Damage(random, bytes, s_words) : bytes;
        }
    }

    public override void Run(byte[] input, string folder)
    {
        var model = Path.Combine(folder, "model", "model.onnx");
        if (!Directory.Exists(Path.Combine(folder, "model"))) Outside.Prepare(folder);
        var graph = OnnxFile.Parse(input, model);
        foreach (var (name, tensor) in graph.Initializers)
        {
            if (tensor.Values.Contains(Outside.Mark)) throw new HarmException("escape", $"tensor {name} was read from outside the model's folder");
        }

        var converted = Converter.Convert(graph, new ConvertOptions { Name = "model", ClassName = "Model" });
        _ = DefinitionPrinter.Print(converted.Spec, []);
        if (ShapeInference.Infer(converted.Spec).Problems is [var problem, ..]) throw new FreezeException(problem.Message);
    }

    public override bool IsDocumented(Exception error) => error is ConversionException or FreezeException;

    // Several problems are several kinds; the first one tells enough.
    public override string Describe(Exception error) => error.Message.Split('\n') is [_, var first, ..] ? first : error.Message;
}
