/**
 * Words that guesses start with: from what people are known to choose, in English, pinyin and keyboard rows.
 * A password whose letters, read without digits, marks and the usual substitutions, are only such words is
 * refused however long it is.
 */
export const COMMON_WORDS: readonly string[] = (
  "password passwort passw pass word admin administrator root user guest test testing demo default login master " +
  "welcome hello letmein changeme secret access system server manager supervisor operator security audit " +
  "qwerty qwertyuiop qwertz azerty asdf asdfgh asdfghjkl zxcv zxcvbn zxcvbnm qazwsx qazwsxedc wasd poiuyt lkjhg mnbvc " +
  "abc abcd abcde abcdef abcdefg abcdefgh aaa xyz iloveyou love baby angel princess sunshine dragon monkey shadow " +
  "football baseball superman batman michael jordan charlie daniel jessica ashley freedom whatever trustno computer " +
  "internet google microsoft windows apple android huawei xiaomi tencent alibaba aliyun baidu weixin wechat taobao " +
  "yunjian zhengwu zhengwuyun zhengfu yun yunpingtai pingtai jianguan jianguanfang anquan mima kouling guanliyuan " +
  "guanli xitong woaini woaizhongguo zhongguo china beijing shanghai guangzhou shenzhen chongqing hangzhou nanjing " +
  "wuhan chengdu tianjin xian gongan renmin weiren fuwu weirenminfuwu dashuju dashujuju xinxi zhongxin juzhang chuzhang " +
  "keji gongsi company office work spring summer autumn winter january february march april june july august september " +
  "october november december monday tuesday wednesday thursday friday saturday sunday temp temporary new newpass the my is"
).split(" ");
