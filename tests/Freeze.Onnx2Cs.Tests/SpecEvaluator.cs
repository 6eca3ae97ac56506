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
                var shared = layer.PerElement ? 1 : x.H * x.W;
                double[] scaled = [.. x.Data.Select((v, i) => (v * scale[i / shared]) + shift[i / shared])];
                return x with { Data = Array.ConvertAll(scaled, v => Activate(layer.Activation, v)) };
            case LayerKind.Add: return Binary(layer, x, inputs[1], (a, b) => a + b);
            case LayerKind.Multiply: return Binary(layer, x, inputs[1], (a, b) => a * b);
            case LayerKind.LayerNorm: return LayerNorm(layer, x, tensor(".scale"), tensor(".shift"));
            case LayerKind.Activation: return Make(x.C, x.H, x.W, (c, h, w) => Activate(layer, x[c, h, w]));
            case LayerKind.Concat: return new(inputs.Sum(i => i.C), x.H, x.W, [.. inputs.SelectMany(i => i.Data)]);
            case LayerKind.Rearrange: return Rearrange(layer, x);
            case LayerKind.Resample: return Resample(layer, x, tensor(".rows"), tensor(".columns"));
            case LayerKind.Softmax:
                var sum = x.Data.Sum(Math.Exp);
                return Make(x.C, 1, 1, (c, _, _) => Math.Exp(x.Data[c]) / sum);
            case LayerKind.LogSoftmax:
                var logarithm = Math.Log(x.Data.Sum(Math.Exp));
                return Make(x.C, 1, 1, (c, _, _) => x.Data[c] - logarithm);
            default: throw new ArgumentException(layer.Kind.ToString());
        }
    }

    private static Map Binary(LayerSpec layer, Map a, Map b, Func<double, double, double> function)
    {
        Assert.True((a.C, a.H, a.W) == (b.C, b.H, b.W) || (b.C, b.H, b.W) == (a.C, 1, 1));
        var single = b.H * b.W == 1;
        return Make(a.C, a.H, a.W, (c, h, w) => Activate(layer.Activation, function(a[c, h, w], single ? b[c, 0, 0] : b[c, h, w])));
    }

    private static Map LayerNorm(LayerSpec layer, Map x, float[] scale, float[] shift) => Make(x.C, x.H, x.W, (c, h, w) =>
    {
        double[] pixel = [.. Enumerable.Range(0, x.C).Select(i => x[i, h, w])];
        var mean = pixel.Average();
        var deviation = Math.Sqrt(pixel.Average(v => (v - mean) * (v - mean)) + layer.Epsilon);
        return Activate(layer.Activation, ((x[c, h, w] - mean) / deviation * scale[c]) + shift[c]);
    });

    private static Map Rearrange(LayerSpec layer, Map x)
    {
        IEnumerable<int> elements = [layer.Offset];
        foreach (var (length, stride) in layer.Lengths.Zip(layer.Strides))
            elements = elements.SelectMany(first => Enumerable.Range(0, length).Select(i => first + (i * stride)));
        double[] data = [.. elements.Select(element => x.Data[element])];
        Assert.Equal(layer.Channels * layer.Size.Height * layer.Size.Width, data.Length);
        return new(layer.Channels, layer.Size.Height, layer.Size.Width, data);
    }

    private static Map Resample(LayerSpec layer, Map x, float[] rows, float[] columns)
    {
        return Make(x.C, layer.Size.Height, layer.Size.Width, (c, h, w) => Near(rows[h], x.H, y => Near(columns[w], x.W, z => x[c, y, z])));

        static double Near(float place, int length, Func<int, double> at)
        {
            var below = (int)Math.Floor(place);
            return ((1 - (place - below)) * at(below)) + ((place - below) * at(Math.Min(below + 1, length - 1)));
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

    private static double Activate(LayerSpec layer, double x) => layer.Activation switch
    {
        ActivationKind.LeakyRelu => x < 0 ? layer.Alpha * x : x,
        ActivationKind.Elu => x < 0 ? layer.Alpha * (Math.Exp(x) - 1) : x,
        ActivationKind.Clip => Math.Clamp(x, layer.Alpha, layer.Beta),
        ActivationKind.Power => Math.Pow(x, layer.Alpha),
        ActivationKind.Exp => Math.Exp(x),
        ActivationKind.Round => Math.Round(x),
        ActivationKind.Log => Math.Log(x),
        ActivationKind.Step => x > 0 ? 1 : 0,
        ActivationKind.Erf => Freeze.Onnx2Cs.Reference.Erf.Of(x),
        var kind => Activate(kind, x),
    };

    private static double Activate(ActivationKind kind, double x) => kind switch
    {
        ActivationKind.Gelu => x * (1 + Freeze.Onnx2Cs.Reference.Erf.Of(x * Math.Sqrt(0.5))) / 2,
        ActivationKind.Softplus => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x))),
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
