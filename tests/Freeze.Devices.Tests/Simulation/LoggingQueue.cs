using System.Runtime.InteropServices;
using Freeze.Gpu;

namespace Freeze.Devices.Tests.Simulation;

/// <summary>A queue of a <see cref="LoggingContext"/>. At each probe a third of the images that are under way leave.</summary>
internal sealed unsafe class LoggingQueue(LoggingContext context) : GpuQueue(context)
{
    private readonly Dictionary<nint, List<string>> _graphs = [];
    private List<string>? _recording;
    private int* _target;
    private nint _next = 1;

    public override bool CanRecord => true;

    public override void ReadLater(GpuBuffer source, void* target, int bytes)
    {
        if (_recording is not null) throw new InvalidOperationException("CUDA would refuse to read while it records.");
        context.Log.Add($"read {source.Handle} later");
        _target = (int*)target;
    }

    public override void Await()
    {
        if (_target == null) return;
        *_target = *_target * 2 / 3;
        _target = null;
    }

    protected override void Launch(ArgumentList arguments, int x, int y, int z)
    {
        var (values, lengths) = (string.Join(' ', arguments.Values.ToArray()), string.Join(' ', arguments.Lengths.ToArray()));
        var line = $"{arguments.Kernel.Name} {x}x{y}x{z}: {values} | {lengths}";
        (_recording ?? context.Log).Add(line);
        if (_recording is null) context.Launched.Add(arguments.Kernel.Name);
    }

    protected override void Write(GpuBuffer target, long offset, ReadOnlySpan<byte> bytes) =>
        context.Log.Add($"write {bytes.Length} to {target.Handle}");

    // No exit was taken, and the outputs are finite.
    protected override void Read(GpuBuffer source, Span<byte> bytes)
    {
        context.Log.Add($"read {source.Handle}");
        MemoryMarshal.Cast<byte, float>(bytes).Fill(-1);
    }

    protected override void BeginRecording() => _recording = [];

    protected override nint EndRecording()
    {
        _graphs.Add(_next, _recording!);
        _recording = null;
        context.Graphs = context.Graphs with { Recorded = context.Graphs.Recorded + 1, Kept = context.Graphs.Kept + 1 };
        return _next++;
    }

    protected override void Replay(nint graph)
    {
        context.Log.AddRange(_graphs[graph]);
        context.Graphs = context.Graphs with { Replayed = context.Graphs.Replayed + 1 };
    }

    protected override void FreeGraph(nint graph)
    {
        _graphs.Remove(graph);
        context.Graphs = context.Graphs with { Kept = context.Graphs.Kept - 1 };
    }

    protected override void Close()
    {
    }
}
