using Freeze.Caching;
using Freeze.DeviceCheck.Correctness;
using Freeze.DeviceCheck.Timing;

namespace Freeze.DeviceCheck;

/// <summary>The network as a whole, on the processor and on the device: right layer by layer, right in its answers, and how fast.</summary>
internal sealed class TimedNetwork : IDisposable
{
    private const int ManyImages = 256, FewImages = 64, LargestBatch = 32;

    private readonly int _images;
    private readonly SeededFolder? _seeded;
    private readonly PackedFolder _packed;
    private readonly TimedModel _cpu;
    private readonly TimedModel _gpu;
    private readonly TimedModel? _recorded;
    private readonly byte[] _pixels;
    private readonly CacheSet? _fitted;
    private readonly CacheSet _caches;

    /// <summary>Loads it.</summary>
    /// <param name="device">The device.</param>
    /// <param name="folder">Folder of its files; null for random weights.</param>
    /// <param name="images">Folder or .tar file of images; null draws them.</param>
    /// <param name="quick">Whether to take few images.</param>
    public TimedNetwork(Device device, string? folder, string? images, bool quick)
    {
        _images = quick ? FewImages : ManyImages;
        try
        {
            if (folder is null) folder = (_seeded = SeededFolder.Of<TimedModel>()).Path;
            using (var timed = new TimedModel()) _packed = new PackedFolder(folder, timed.Plan);
            _cpu = FrozenModel.Load<TimedModel>(_packed.Path, new() { Device = Device.Cpu });
            _gpu = FrozenModel.Load<TimedModel>(_packed.Path, new() { Device = device });
            if (device.Name.StartsWith("cuda", StringComparison.Ordinal))
                _recorded = FrozenModel.Load<TimedModel>(_packed.Path, new() { Device = device, Graphs = true });
            var input = _cpu.Plan.Input;
            _pixels = images is null ? Pictures.Draw(input, _images) : Pictures.Read(input, images, _images);
            _fitted = _cpu.Caches;
            _caches = _fitted ?? ClassMeans.Of(_cpu, _pixels, _images, staying: 0.5);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The network on the device; where the driver can record kernels as graphs, once more with those.</summary>
    private IEnumerable<TimedModel> Checked => _recorded is null ? [_gpu] : [_gpu, _recorded];

    /// <summary>Compares the tensors at its probes and its outputs, with as many images as kernels for many pixels are chosen for.</summary>
    public bool CheckLayers() => LayerCheck.Print(_cpu, _gpu, _pixels, LargestBatch);

    /// <summary>Compares where requests leave, alone and in batches.</summary>
    public bool CheckAnswers()
    {
        var caches = _fitted is null ? "class means: half would leave at each" : "the fitted caches";
        Console.WriteLine();
        Console.WriteLine($"Class and exit of {_images} images with probes on ({caches}):");
        Console.WriteLine();
        Table.Head("images at once", "left early", $"other exit, score within {Table.Number(AnswerCheck.Margin, "0.000")} of the threshold", "wrong");
        var right = true;
        _cpu.UseCaches(_caches);
        foreach (var model in Checked)
        {
            model.UseCaches(_caches);
            foreach (var batch in new[] { 1, 7, LargestBatch })
            {
                // A size comes often enough that its kernels are recorded and replayed.
                var answers = AnswerCheck.Compare(_cpu, model, _pixels, _images, batch);
                right &= answers.Wrong == 0;
                Table.Row($"{batch}{(model == _recorded ? ", graphs" : "")}", $"{answers.Early}", $"{answers.Close}", $"{answers.Wrong}");
            }
        }

        return right;
    }

    /// <summary>Times calls on both.</summary>
    /// <param name="time">How long each time is measured.</param>
    public void PrintTimes(TimeSpan time)
    {
        Console.WriteLine();
        Console.WriteLine("Milliseconds for a call, from bytes of pixels in the host's memory to answers there:");
        Console.WriteLine();
        Table.Head("runs on", "images at once", "probes", "median", "95th percentile", "images/s");
        var watching = ClassMeans.Of(_cpu, _pixels, _images, staying: 1);
        foreach (var model in _gpu.Device == Device.Cpu ? [_cpu] : Checked.Prepend(_cpu))
        foreach (var batch in new[] { 1, LargestBatch })
        {
            PrintTime(model, batch, "off", null, time);
            PrintTime(model, batch, "on, nobody leaves", watching, time);
            PrintTime(model, batch, "on", _caches, time);
        }
    }

    public void Dispose()
    {
        _cpu?.Dispose();
        _gpu?.Dispose();
        _recorded?.Dispose();
        _packed?.Dispose();
        _seeded?.Dispose();
    }

    private void PrintTime(TimedModel model, int batch, string probes, CacheSet? caches, TimeSpan time)
    {
        model.UseCaches(caches);
        var results = new Prediction[batch];
        var values = model.Plan.Input.Values;
        var times = Times.Measure(call => model.Predict(_pixels.AsSpan(call * batch % _images * values, batch * values), results), time);
        Table.Row(
            $"Freeze, {model.Device.Name}{(model == _recorded ? ", graphs" : "")}", $"{batch}", probes,
            Table.Number(times.Median, "0.000"), Table.Number(times.Percentile95, "0.000"), Table.Number(batch * 1000 / times.Median, "0"));
    }
}
