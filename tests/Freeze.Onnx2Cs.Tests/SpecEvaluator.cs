using Freeze.Generators.Specs;

namespace Freeze.Onnx2Cs.Tests;

/// <summary>Evaluates a lowered model with naive loops in double, straight from what the layers are said to mean.</summary>
internal static class SpecEvaluator
{
    private sealed record Map(int C, int H, int W, double[] Data)
    {
        public double this[int c, int y, int x] => Data[(((c * H) + y) * W) + x];
    }

    public static double[] Run(ModelSpec spec, IReadOnlyDictionary<string, (int[] Shape, float[] Data)> tensors, double[] image)
    {
        var edges = new Dictionary<string, Map> { [InputSpec.Edge] = new(spec.Input.Channels, spec.Input.Height, spec.Input.Width, image) };
        Map last = edges[InputSpec.Edge];
        foreach (var layer in spec.Layers)
        {
            var inputs = layer.From.Select(name => edges[name]).ToArray();
            var added = layer.Add is null ? null : edges[layer.Add];
            edges.Add(layer.Name, last = Layer(layer, inputs, added, name => tensors[layer.Name + name].Data));
        }
        return last.Data;
    }

    private static Map Layer(LayerSpec layer, Map[] inputs, Map? added, Func<string, float[]> tensor)
    {
        var x = inputs[0];
        switch (layer.Kind)
        {
            case LayerKind.Conv2D: return Conv(layer, x, added, tensor(".weight"), tensor(".bias"));
            case LayerKind.Dense:
                var (weight, bias) = (tensor(".weight"), tensor(".bias"));
                return Make(layer.Channels, 1, 1, (c, _, _) => Activate(layer.Activation, bias[c] + x.Data.Select((v, i) => v * weight[(c * x.Data.Length) + i]).Sum()));
            case LayerKind.GlobalAveragePool: return Make(x.C, 1, 1, (c, _, _) => x.Data.Skip(c * x.H * x.W).Take(x.H * x.W).Average());
            case LayerKind.MaxPool or LayerKind.AveragePool: return Pool(layer, x);
            case LayerKind.ScaleShift:
                var (scale, shift) = (tensor(".scale"), tensor(".shift"));
                return Make(x.C, x.H, x.W, (c, h, w) => (x[c, h, w] * scale[c]) + shift[c]);
            case LayerKind.Add:
                Assert.Equal((x.C, x.H, x.W), (inputs[1].C, inputs[1].H, inputs[1].W));
                return Make(x.C, x.H, x.W, (c, h, w) => Activate(layer.Activation, x[c, h, w] + inputs[1][c, h, w]));
            case LayerKind.Activation: return Make(x.C, x.H, x.W, (c, h, w) => Activate(layer.Activation, x[c, h, w]));
            case LayerKind.Concat: return new(inputs.Sum(i => i.C), x.H, x.W, [.. inputs.SelectMany(i => i.Data)]);
            case LayerKind.Softmax:
                var sum = x.Data.Sum(Math.Exp);
                return Make(x.C, 1, 1, (c, _, _) => Math.Exp(x.Data[c]) / sum);
            default: throw new ArgumentException(layer.Kind.ToString());
        }
    }

    private static Map Conv(LayerSpec layer, Map x, Map? added, float[] weight, float[] bias)
    {
        var (height, width) = Size(layer, x);
        var (perGroup, outputsPerGroup) = (x.C / layer.Groups, layer.Channels / layer.Groups);
        if (added is not null) Assert.Equal((layer.Channels, height, width), (added.C, added.H, added.W));
        var sums = Make(layer.Channels, height, width, (c, y, x) => bias[c] + (added?[c, y, x] ?? 0));
        Parallel.For(0, layer.Channels, c =>
        {
            for (var i = 0; i < perGroup * layer.Kernel.Height * layer.Kernel.Width; i++)
            {
                var (ky, kx) = (i / layer.Kernel.Width % layer.Kernel.Height, i % layer.Kernel.Width);
                var source = (c / outputsPerGroup * perGroup) + (i / layer.Kernel.Width / layer.Kernel.Height);
                double factor = weight[(c * perGroup * layer.Kernel.Height * layer.Kernel.Width) + i];
                for (var oy = 0; oy < height; oy++)
                {
                    var y = (oy * layer.Stride.Height) - layer.PadBegin.Height + (ky * layer.Dilation.Height);
                    for (var ox = 0; ox < width && y >= 0 && y < x.H; ox++)
                    {
                        var z = (ox * layer.Stride.Width) - layer.PadBegin.Width + (kx * layer.Dilation.Width);
                        if (z >= 0 && z < x.W) sums.Data[(((c * height) + oy) * width) + ox] += factor * x[source, y, z];
                    }
                }
            }
        });
        return sums with { Data = Array.ConvertAll(sums.Data, sum => Activate(layer.Activation, sum)) };
    }

    private static Map Pool(LayerSpec layer, Map x)
    {
        var (height, width) = Size(layer, x);
        return Make(x.C, height, width, (c, oy, ox) =>
        {
            var inside = new List<double>();
            for (var k = 0; k < layer.Kernel.Height * layer.Kernel.Width; k++)
            {
                var y = (oy * layer.Stride.Height) - layer.PadBegin.Height + (k / layer.Kernel.Width);
                var z = (ox * layer.Stride.Width) - layer.PadBegin.Width + (k % layer.Kernel.Width);
                if (y >= 0 && y < x.H && z >= 0 && z < x.W) inside.Add(x[c, y, z]);
            }
            return layer.Kind == LayerKind.MaxPool ? inside.Max()
                : inside.Sum() / (layer.CountPadding ? layer.Kernel.Height * layer.Kernel.Width : inside.Count);
        });
    }

    private static (int Height, int Width) Size(LayerSpec layer, Map x) => (
        ((x.H + layer.PadBegin.Height + layer.PadEnd.Height - ((layer.Kernel.Height - 1) * layer.Dilation.Height) - 1) / layer.Stride.Height) + 1,
        ((x.W + layer.PadBegin.Width + layer.PadEnd.Width - ((layer.Kernel.Width - 1) * layer.Dilation.Width) - 1) / layer.Stride.Width) + 1);

    private static Map Make(int c, int h, int w, Func<int, int, int, double> at)
    {
        var data = new double[c * h * w];
        Parallel.For(0, c, i =>
        {
            for (var j = 0; j < h * w; j++) data[(i * h * w) + j] = at(i, j / w, j % w);
        });
        return new(c, h, w, data);
    }

    private static double Activate(ActivationKind kind, double x) => kind switch
    {
        ActivationKind.None => x,
        ActivationKind.Relu => Math.Max(x, 0),
        ActivationKind.Relu6 => Math.Clamp(x, 0, 6),
        ActivationKind.Sigmoid => 1 / (1 + Math.Exp(-x)),
        ActivationKind.Silu => x / (1 + Math.Exp(-x)),
        ActivationKind.Tanh => Math.Tanh(x),
        ActivationKind.HardSigmoid => Math.Clamp((x / 6) + 0.5, 0, 1),
        ActivationKind.HardSwish => x * Math.Clamp((x / 6) + 0.5, 0, 1),
        _ => throw new ArgumentException(kind.ToString()),
    };
}
