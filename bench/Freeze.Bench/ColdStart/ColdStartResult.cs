namespace Freeze.Bench.ColdStart;

/// <summary>Cold starts of two native programs that do the same.</summary>
/// <param name="Freeze">The one that <c>onnx2cs</c> and the generator made.</param>
/// <param name="OnnxRuntime">The one with ONNX Runtime and a model that was optimised beforehand.</param>
/// <param name="Runs">Runs of each.</param>
internal sealed record ColdStartResult(StartFigures Freeze, StartFigures OnnxRuntime, int Runs);
