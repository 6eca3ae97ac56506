using Freeze.Calibration;
using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Compilation;
using Freeze.Onnx2Cs.Lowering;

namespace Freeze.Onnx2Cs.Tests.Networks;

/// <summary>Fits caches on a network and sends it requests that none of the images of fitting and calibration were.</summary>
internal static class NetworkCaches
{
    public const int Images = 100;

    /// <summary>Gives how many requests left early, and how many of those got the network's answer.</summary>
    public static (int Exits, int Agreements) Run(Network network, Action<string> log)
    {
        var size = network.Sizes[0];
        var options = new ConvertOptions { ProbeAt = network.ProbeAt.Length > 0 ? [network.ProbeAt] : [] };
        var converted = Converter.Convert(network.Build(size).Graph.ToGraph(), options);
        var folder = Directory.CreateTempSubdirectory("freeze").FullName;
        try
        {
            var alone = new FrozenModelOptions { Threads = 1 };
            using (var raw = ModelFolder.Write(converted, folder).Model.Load(folder, alone)) Balance(converted, raw, new Patterns(60, size, 1), network.Step);
            using var model = ModelFolder.Write(converted, folder).Model.Load(folder, alone);
            var fit = new FitOptions { Risk = 0.1, Seed = 1, HiddenUnits = 0, Views = 1, Threads = 1, Kind = CacheKind.Auto };
            var requests = new Patterns(Images, size, 3);
            var (full, cached) = (new Prediction[Images], new Prediction[Images]);
            model.Predict(requests.Bytes, full);
            model.UseCaches(new CacheFitter(model, fit).Fit(new Patterns(150, size, 1), new Patterns(250, size, 2)).Caches);
            model.Predict(requests.Bytes, cached);
            var early = Enumerable.Range(0, Images).Where(i => cached[i].IsEarly).ToArray();
            var names = converted.Spec.Probes.Select(probe => probe.Name).ToArray();
            Assert.All(early, i => Assert.Contains(cached[i].Exit, names));
            Assert.All(Enumerable.Range(0, Images).Except(early), i => Assert.Equal(full[i].Class, cached[i].Class));
            var agreements = early.Count(i => cached[i].Class == full[i].Class);
            log($"{network.Name}: {early.Length} of {Images} left early, {agreements} with the network's answer; "
                + $"{full.Select(prediction => prediction.Class).Distinct().Count()} classes");
            return (early.Length, agreements);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Random weights prefer one class whatever they see: its head start goes, so that the images decide.
    private static void Balance(ConvertedModel converted, FrozenModel model, Patterns images, float step)
    {
        var classes = model.Plan.Classes;
        var (mean, answers) = (new double[classes], new float[classes]);
        var logarithms = converted.Spec.Layers[^1].Kind == LayerKind.Softmax;
        var rgb = new byte[model.Plan.Input.Values];
        for (var i = 0; i < images.Count; i++)
        {
            images.Read(i, rgb);
            model.Observe(rgb, 1, [.. model.Plan.Probes.Select(_ => 0)], (_, _, _) => { }, answers);
            for (var c = 0; c < classes; c++) mean[c] += (logarithms ? Math.Log(answers[c]) : answers[c]) / images.Count;
        }

        var last = converted.Spec.Layers.Last(layer => layer.Kind is LayerKind.Dense or LayerKind.Conv2D);
        var bias = converted.Tensors[last.Name + ".bias"].Data;
        for (var c = 0; c < classes; c++) bias[c] -= (float)mean[c] / (step > 0 ? step : 1); // before it is rounded, a quantised output counts steps
    }

    /// <summary>Images of four kinds, each a colour with stripes of its own, under noise.</summary>
    private sealed class Patterns : IImageSet
    {
        private readonly int _length;

        public Patterns(int count, int size, int seed)
        {
            var random = new Random(seed);
            _length = size * size * 3;
            (Count, Bytes) = (count, new byte[count * _length]);
            for (var image = 0; image < count; image++)
            {
                var kind = random.Next(4);
                for (var i = 0; i < _length; i++)
                {
                    var (channel, x, y) = (i % 3, i / 3 % size, i / 3 / size);
                    var stripe = kind % 2 == 0 ? x / 4 % 2 : y / 4 % 2;
                    Bytes[(image * _length) + i] = (byte)(random.Next(16) + (channel == kind % 3 ? 130 : 20) + (stripe * 60));
                }
            }
        }

        public int Count { get; }

        public byte[] Bytes { get; }

        public void Read(int index, Span<byte> rgb) => Bytes.AsSpan(index * _length, _length).CopyTo(rgb);
    }
}
