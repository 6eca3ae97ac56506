using System.CommandLine;
using Freeze.Bench.Online;
using Freeze.Onnx2Cs.Commands;

namespace Freeze.Bench.Commands;

/// <summary><c>drift</c>: the conveyor darkens and its parts turn halfway; how long promises are broken.</summary>
internal static class DriftCommand
{
    public static Command Create()
    {
        var frames = new Option<int>("--frames") { Description = "Frames of the stream; drift begins halfway.", DefaultValueFactory = _ => 24_000 };
        var share = new Option<double>("--share") { Description = "Share of requests that are audited.", DefaultValueFactory = _ => 0.1 };
        var command = new Command("drift", "The conveyor darkens and its parts turn halfway: without audits, with audits, with refitting.") { frames, share };
        command.SetAction(arguments => Terminal.Run(() => new DriftRun(arguments.GetValue(frames), arguments.GetValue(share)).Run()));
        return command;
    }
}
