using Freeze.Definition;
using static Freeze.Definition.Edge;

namespace Freeze.DeviceCheck.Models;

/// <summary>Convolutions of every kind: few filters and many, strided, dilated and grouped, with edges that divide nothing.</summary>
[FrozenModel("convolutions")]
[Input(3, 32, 32, Mean = [0.5f, 0.5f, 0.5f], Deviation = [0.25f, 0.25f, 0.25f])]
[Conv2D("from_image", From = Image, Channels = 20, Kernel = 3, Pad = 1, Activation = Activation.Relu)]
[Probe("from_image")]
[Conv2D("few_filters", From = "from_image", Channels = 13, Kernel = 3, Pad = 1)]
[Probe("few_filters")]
[Conv2D("many_filters_1x1", From = "few_filters", Channels = 70)]
[Probe("many_filters_1x1")]
[Conv2D("many_filters_3x3", From = "many_filters_1x1", Channels = 64, Kernel = 3, Pad = 1, Activation = Activation.Relu)]
[Probe("many_filters_3x3")]
[Conv2D("residual", From = "many_filters_3x3", Channels = 64, Kernel = 3, Pad = 1, Add = "many_filters_3x3", Activation = Activation.Relu)]
[Probe("residual")]
[Conv2D("strided_unevenly_padded", From = "residual", Channels = 37, KernelHeight = 3, KernelWidth = 2, Stride = 2, Pads = [0, 1, 2, 0])]
[Probe("strided_unevenly_padded")]
[Conv2D("dilated", From = "strided_unevenly_padded", Channels = 40, Kernel = 3, DilationHeight = 2, Pads = [2, 1, 2, 1])]
[Probe("dilated")]
[Conv2D("large_groups", From = "dilated", Channels = 40, Kernel = 3, Pad = 1, Groups = 2, Activation = Activation.Relu)]
[Probe("large_groups")]
[Conv2D("medium_3x3", From = "large_groups", Channels = 32, Kernel = 3, Pad = 1, Activation = Activation.Relu)]
[Probe("medium_3x3")]
[Conv2D("small_groups", From = "medium_3x3", Channels = 40, Kernel = 3, Pad = 1, Stride = 2, Groups = 8, Activation = Activation.Relu)]
[Probe("small_groups")]
[Conv2D("depthwise", From = "small_groups", Channels = 40, KernelHeight = 5, KernelWidth = 3, Pads = [2, 1, 2, 1], Groups = 40)]
[Probe("depthwise")]
[Conv2D("depthwise_two_filters_each", From = "depthwise", Channels = 80, Kernel = 3, Pad = 1, Groups = 40, Activation = Activation.Relu6)]
[Probe("depthwise_two_filters_each")]
[Conv2D("depthwise_residual", From = "depthwise_two_filters_each", Channels = 80, Kernel = 3, Pad = 1, Groups = 80,
    Add = "depthwise_two_filters_each", Activation = Activation.HardSwish)]
[Probe("depthwise_residual")]
[Conv2D("deep_sum", From = "depthwise_residual", Channels = 48, Kernel = 3, Pad = 1, Stride = 2, Activation = Activation.Relu)]
[Probe("deep_sum")]
[GlobalAveragePool("pool", From = "deep_sum")]
[Dense("outputs", From = "pool", Outputs = 8)]
public sealed partial class Convolutions : FrozenModel;
