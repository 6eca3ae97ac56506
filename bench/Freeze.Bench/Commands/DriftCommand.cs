using System.CommandLine;
using Freeze.Bench.Online;
using Freeze.Onnx2Cs.Commands;

namespace Freeze.Bench.Commands;

/// <summary><c>drift</c>: the conveyor's light falls and its parts turn; how long promises are broken, and what keeping them costs.</summary>
internal static class DriftCommand
{
    public static Command Create()
    {
        var frames = Option("--frames", "Frames of the stream.", 48_000);
        var start = Option<int?>("--start", "The frame at which the drift begins; a sixth of all by default.", null);
        var over = Option("--over", "Frames that the drift takes.", 1000);
        var light = Option("--light", "Light before the drift, for which caches are fitted; 1 is what the network was trained on most.", 2.5f);
        var darken = Option("--darken", "Share of the light that is lost.", 0.8f);
        var rotate = Option("--rotate", "How far the parts turn, in turns.", 0.25f);
        var share = Option("--share", "Share of requests that are audited.", 0.1);
        var risk = Option("--risk", "Budget: largest share of predictions that may differ from the full network's.", 0.01);
        var seed = Option("--seed", "Seed of the stream.", 101);
        var command = new Command("drift", "The conveyor's light falls and its parts turn: without audits, with audits, with refitting.")
        {
            frames, start, over, light, darken, rotate, share, risk, seed,
        };
        command.SetAction(arguments => Terminal.Run(() => new DriftRun(new DriftSettings(
            arguments.GetValue(frames),
            arguments.GetValue(start) ?? arguments.GetValue(frames) / 6,
            arguments.GetValue(over),
            arguments.GetValue(light),
            arguments.GetValue(darken),
            arguments.GetValue(rotate),
            arguments.GetValue(share),
            arguments.GetValue(risk),
            (ulong)arguments.GetValue(seed))).Run()));
        return command;
    }

    private static Option<T> Option<T>(string name, string description, T value) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };
}
