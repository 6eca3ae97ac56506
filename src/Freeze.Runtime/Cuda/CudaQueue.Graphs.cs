using static Freeze.Cuda.CudaApi;

namespace Freeze.Cuda;

/// <summary>Graphs of CUDA, captured from the stream.</summary>
internal sealed unsafe partial class CudaQueue
{
    // Other threads, and the driver on its own, may go on allocating and loading while this stream captures.
    private const int Relaxed = 2;

    public override bool CanRecord => true;

    protected override void BeginRecording()
    {
        _context.Enter();
        Check(cuStreamBeginCapture_v2(_stream, Relaxed), "cuStreamBeginCapture");
    }

    protected override nint EndRecording()
    {
        _context.Enter();
        nint graph, executable;
        Check(cuStreamEndCapture(_stream, &graph), nameof(cuStreamEndCapture));
        var code = cuGraphInstantiate(&executable, graph, null, null, 0);
        _ = cuGraphDestroy(graph);
        Check(code, nameof(cuGraphInstantiate));
        return executable;
    }

    protected override void Replay(nint graph)
    {
        _context.Enter();
        Check(cuGraphLaunch(graph, _stream), nameof(cuGraphLaunch));
    }

    protected override void FreeGraph(nint graph)
    {
        if (!_context.TryEnter()) return;

        // It may be running.
        _ = cuStreamSynchronize(_stream);
        _ = cuGraphExecDestroy(graph);
    }
}
