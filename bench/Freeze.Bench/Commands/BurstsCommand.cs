using System.CommandLine;
using Freeze.Bench.Online;
using Freeze.Caching.Streams;
using Freeze.Onnx2Cs.Commands;

namespace Freeze.Bench.Commands;

/// <summary><c>bursts</c>: what streams save where neighbours resemble each other.</summary>
internal static class BurstsCommand
{
    public static Command Create()
    {
        var frames = new Option<int>("--frames")
        {
            Description = "Frames of the conveyor; 0 leaves it out.", DefaultValueFactory = _ => 20_000,
        };
        var images = new Option<int>("--images") { Description = "Images of CIFAR-10.", DefaultValueFactory = _ => 4000 };
        var caches = new Option<string?>("--caches")
        {
            Description = "Folder with fitted caches of resnet18-cifar10; without it CIFAR-10 is left out.",
        };
        var shared = new Option<string>("--shared")
        {
            Description = "Folder that holds models/ and data/cifar10/.", DefaultValueFactory = _ => Repository.Shared,
        };
        var seed = new Option<int>("--seed")
        {
            Description = "Seed of the conveyor's stream; other than the default for tuning.", DefaultValueFactory = _ => 977,
        };
        var defaults = new StreamOptions();
        var prior = new Option<double>("--prior")
        {
            Description = "Weight of the stream's prior.", DefaultValueFactory = _ => defaults.PriorWeight,
        };
        var recency = new Option<double>("--recency")
        {
            Description = "Weight of its recent keys.", DefaultValueFactory = _ => defaults.RecencyWeight,
        };
        var command = new Command("bursts", "Streams against single predictions: the conveyor and CIFAR-10 in Zipf bursts, in order and shuffled.")
        {
            frames, images, caches, shared, seed, prior, recency,
        };
        command.SetAction(arguments => Terminal.Run(() =>
        {
            using var workspace = new Workspace();
            var options = new StreamOptions { PriorWeight = arguments.GetValue(prior), RecencyWeight = arguments.GetValue(recency) };
            var run = new BurstsRun(arguments.GetValue(frames), arguments.GetValue(images), (ulong)arguments.GetValue(seed), options);
            return run.Run(arguments.GetValue(caches), arguments.GetValue(shared)!, workspace.Path);
        }));
        return command;
    }
}
