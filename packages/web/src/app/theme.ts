import type { ThemeConfig } from "antd";
import { TONES } from "../ui/tones.ts";

/** Colours that also stand in shell.css; the test holds the pairs to WCAG AA. */
export const COLOURS = {
  primary: "#1b5ea8",
  text: "#1f2733",
  secondary: "#4a5563",
  placeholder: "#667080",
  border: "#87919e",
  line: "#dfe3e8",
  error: "#a4211d",
  warning: "#834e00",
  success: "#1a6638",
  header: "#f1f4f7",
} as const;

const FONTS =
  'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", sans-serif';
const MONO = 'ui-monospace, "SF Mono", "Cascadia Mono", Consolas, "Noto Sans Mono CJK SC", monospace';

/** Calm and dense; one step larger on a wall screen, which is read from afar. */
export function themeFor(wall: boolean): ThemeConfig {
  return {
    token: {
      colorPrimary: COLOURS.primary,
      colorInfo: COLOURS.primary,
      colorLink: COLOURS.primary,
      colorSuccess: COLOURS.success,
      colorWarning: COLOURS.warning,
      colorError: COLOURS.error,
      // antd's own derivations of a dark seed are muddy.
      colorPrimaryBg: "#e8f0f9",
      colorPrimaryBgHover: "#d6e5f5",
      colorPrimaryHover: "#2a73c4",
      colorPrimaryActive: "#144a86",
      colorInfoBg: TONES.info.paper,
      colorInfoBorder: TONES.info.line,
      colorSuccessBg: TONES.good.paper,
      colorSuccessBorder: TONES.good.line,
      colorWarningBg: TONES.warn.paper,
      colorWarningBorder: TONES.warn.line,
      colorErrorBg: TONES.bad.paper,
      colorErrorBorder: TONES.bad.line,
      controlItemBgActive: "#e8f0f9",
      controlItemBgActiveHover: "#d6e5f5",
      colorText: COLOURS.text,
      colorTextSecondary: COLOURS.secondary,
      colorTextTertiary: COLOURS.secondary,
      colorTextDescription: COLOURS.secondary,
      colorTextPlaceholder: COLOURS.placeholder,
      colorTextDisabled: COLOURS.placeholder,
      colorBorder: COLOURS.border,
      colorBorderSecondary: COLOURS.line,
      fontFamily: FONTS,
      fontFamilyCode: MONO,
      fontSize: wall ? 17 : 14,
      controlHeight: wall ? 38 : 32,
      borderRadius: 4,
      borderRadiusLG: 6,
      wireframe: false,
      motionDurationSlow: "0.18s",
      motionDurationMid: "0.12s",
    },
    components: {
      Table: {
        headerBg: COLOURS.header,
        headerColor: COLOURS.secondary,
        headerSplitColor: "transparent",
        cellPaddingBlockSM: 7,
        cellPaddingInlineSM: 12,
        rowHoverBg: "#f3f7fc",
      },
      Alert: { defaultPadding: "8px 12px", withDescriptionPadding: "10px 14px", withDescriptionIconSize: 18 },
      Form: { itemMarginBottom: 18, verticalLabelPadding: "0 0 4px" },
      Tabs: { horizontalMargin: "0 0 12px 0" },
      Button: { primaryShadow: "none", defaultShadow: "none", dangerShadow: "none" },
    },
  };
}
