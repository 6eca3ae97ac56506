namespace Freeze.Onnx2Cs.Tests.RandomGraphs;

/// <summary>An operator that does not fit what a random graph has so far; another one is tried.</summary>
internal sealed class UnfitException(string reason) : Exception(reason);
